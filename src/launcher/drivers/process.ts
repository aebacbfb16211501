import { dirname } from 'node:path';
import {
  type Driver,
  environmentFolder,
  interpreterCommand,
  type Placed,
  placeVariables,
  runtimeFolder,
  sdkFolder,
  startsInTask,
  underLimits,
} from './driver.ts';
import { supervised } from './supervisor.ts';

/**
 * A plain process: no isolation from the host but a uid of its own where the launcher is root. Works on every Unix.
 */
export const processDriver: Driver = (start, { scratchFolder, programs, uid }) => {
  const folder = environmentFolder(scratchFolder, start.id);
  const { interpreter } = start;
  const { places, runtime } = placesOf(start, scratchFolder);
  const runtimePlaces = { runtime, temporary: `${folder}/tmp` };
  const runtimeCommand =
    interpreter === undefined ? [] : interpreterCommand(interpreter.path, start, interpreter, runtimePlaces);
  const command =
    start.supervised === undefined
      ? runtimeCommand
      : supervised(start.supervised, runtimeCommand, (path) => movedPath(path, places));
  const program = underLimits(command, { processes: uid !== null });
  // Already as the environment's uid, so that variables such as LD_PRELOAD are never read by a program run as root.
  const [file = '', ...rest] =
    uid !== null && programs.setpriv !== undefined
      ? [programs.setpriv, '--no-new-privs', '--', ...program]
      : program;
  return {
    file,
    arguments: rest,
    cwd: startsInTask(start) ? start.codeFolder : '/',
    variables: processVariables(start, scratchFolder),
    ...(uid !== null && { uid }),
  };
};

/** All variables of a plain process. */
export function processVariables(start: Placed, scratchFolder: string): Record<string, string> {
  const folder = environmentFolder(scratchFolder, start.id);
  const { interpreter, layersFolder: layers } = start;
  const { places, runtime } = placesOf(start, scratchFolder);
  const ownFolder = interpreter === undefined ? '' : `${dirname(interpreter.path)}:`;
  const path = `${ownFolder}/usr/local/bin:/usr/bin:/bin${layers === undefined ? '' : ':/opt/bin'}`;
  return {
    ...moved(placeVariables(start, { task: start.codeFolder, runtime, path }), places),
    // Where these runtimes look in the place of /opt.
    ...(layers !== undefined &&
      (interpreter?.kind === 'python' || interpreter?.kind === 'java') && { _LAMBENT_LAYERS: layers }),
    ...(interpreter?.kind === 'python' && { _LAMBENT_SDK: movedPath('/var/runtime/site-packages', places) }),
    ...(interpreter?.kind === 'dotnet' && { DOTNET_ROOT: dirname(interpreter.path) }),
    HOME: folder,
    // Also what tells this environment's processes from others, so it is not the user's to set.
    TMPDIR: `${folder}/tmp`,
  };
}

/** Where AWS's places lie on the host. */
function placesOf({ interpreter, codeFolder, layersFolder }: Placed, scratchFolder: string) {
  const runtime = interpreter === undefined ? '/var/runtime' : runtimeFolder(scratchFolder, interpreter);
  const sdk = interpreter && sdkFolder(scratchFolder, interpreter);
  const places = {
    '/var/task': codeFolder,
    // The runtime's own place for it is empty, whichever way it is named.
    ...(sdk !== undefined && {
      [`/var/runtime/${sdk.place}`]: sdk.folder,
      [`${runtime}/${sdk.place}`]: sdk.folder,
    }),
    '/var/runtime': runtime,
    ...(layersFolder !== undefined && { '/opt': layersFolder }),
  };
  return { places, runtime };
}

/** Variables with places in them. */
const SEARCH_PATH = /PATH$|^RUBYLIB$|^GEM_HOME$|^DOTNET_SHARED_STORE$|^SSL_CERT_FILE$/;

/** Search paths such as NODE_PATH name the places of AWS, which a plain process sees elsewhere. */
function moved(
  variables: Readonly<Record<string, string>>,
  places: Readonly<Record<string, string>>,
): Record<string, string> {
  const move = (entry: string): string => movedPath(entry, places);
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      SEARCH_PATH.test(name) ? value.split(':').map(move).join(':') : value,
    ]),
  );
}

function movedPath(path: string, places: Readonly<Record<string, string>>): string {
  const [from, to] =
    Object.entries(places).find(([place]) => path === place || path.startsWith(`${place}/`)) ?? [];
  return from === undefined || to === undefined ? path : to + path.slice(from.length);
}
