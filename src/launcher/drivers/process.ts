import { dirname } from 'node:path';
import {
  type Driver,
  environmentFolder,
  interpreterArguments,
  placeVariables,
  runtimeFolder,
} from './driver.ts';
import { supervised } from './supervisor.ts';

/**
 * A plain process: no isolation from the host but a uid of its own where the launcher is root. Works on every Unix.
 */
export const processDriver: Driver = (start, { scratchFolder, programs, uid }) => {
  const folder = environmentFolder(scratchFolder, start.id);
  const { interpreter } = start;
  const runtime = interpreter === undefined ? '/var/runtime' : runtimeFolder(scratchFolder, interpreter);
  const places = {
    '/var/task': start.codeFolder,
    '/var/runtime': runtime,
    ...(start.layersFolder !== undefined && { '/opt': start.layersFolder }),
  };
  const runtimeCommand =
    interpreter === undefined ? [] : [interpreter.path, ...interpreterArguments(start, interpreter, runtime)];
  const program =
    start.supervised === undefined
      ? runtimeCommand
      : supervised(start.supervised, runtimeCommand, (path) => movedPath(path, places));
  // Already as the environment's uid, so that variables such as LD_PRELOAD are never read by a program run as root.
  const [file = '', ...rest] =
    uid !== null && programs.setpriv !== undefined
      ? [programs.setpriv, '--no-new-privs', '--', ...program]
      : program;
  const ownFolder = interpreter === undefined ? '' : `${dirname(interpreter.path)}:`;
  const layers = start.layersFolder;
  const path = `${ownFolder}/usr/local/bin:/usr/bin:/bin${layers === undefined ? '' : ':/opt/bin'}`;
  return {
    file,
    arguments: rest,
    cwd: start.codeFolder,
    variables: {
      ...moved(placeVariables(start, { task: start.codeFolder, runtime, path }), places),
      // Where the Python runtime looks in the place of /opt.
      ...(layers !== undefined && interpreter?.kind === 'python' && { _LAMBENT_LAYERS: layers }),
      HOME: folder,
      // Also what tells this environment's processes from others, so it is not the user's to set.
      TMPDIR: `${folder}/tmp`,
    },
    ...(uid !== null && { uid }),
  };
};

/** Search paths such as NODE_PATH name the places of AWS, which a plain process sees elsewhere. */
function moved(
  variables: Readonly<Record<string, string>>,
  places: Readonly<Record<string, string>>,
): Record<string, string> {
  const move = (entry: string): string => movedPath(entry, places);
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      name.endsWith('PATH') ? value.split(':').map(move).join(':') : value,
    ]),
  );
}

function movedPath(path: string, places: Readonly<Record<string, string>>): string {
  const [from, to] =
    Object.entries(places).find(([place]) => path === place || path.startsWith(`${place}/`)) ?? [];
  return from === undefined || to === undefined ? path : to + path.slice(from.length);
}
