import { dirname } from 'node:path';
import {
  type Driver,
  environmentFolder,
  interpreterArguments,
  placeVariables,
  runtimeFolder,
} from './driver.ts';

/**
 * A plain process: no isolation from the host but a uid of its own where the launcher is root. Works on every Unix.
 */
export const processDriver: Driver = (start, { scratchFolder, programs, uid }) => {
  const folder = environmentFolder(scratchFolder, start.id);
  const runtime = runtimeFolder(scratchFolder, start.interpreter);
  const program = [start.interpreter.path, ...interpreterArguments(start, runtime, `${folder}/tmp`)];
  // Already as the environment's uid, so that variables such as LD_PRELOAD are never read by a program run as root.
  const [file = '', ...rest] =
    uid !== null && programs.setpriv !== undefined
      ? [programs.setpriv, '--no-new-privs', '--', ...program]
      : program;
  const path = `${dirname(start.interpreter.path)}:/usr/local/bin:/usr/bin:/bin`;
  return {
    file,
    arguments: rest,
    cwd: start.codeFolder,
    variables: {
      ...moved(placeVariables(start, { task: start.codeFolder, runtime, path }), {
        '/var/task': start.codeFolder,
        '/var/runtime': runtime,
      }),
      HOME: folder,
      // Also what tells this environment's processes from others, so it is not the user's to set.
      TMPDIR: `${folder}/tmp`,
    },
    ...(uid !== null && { uid }),
  };
};

/** Variables with places in them. */
const SEARCH_PATH = /PATH$|^RUBYLIB$|^GEM_HOME$/;

/** Search paths such as NODE_PATH name the places of AWS, which a plain process sees elsewhere. */
function moved(
  variables: Readonly<Record<string, string>>,
  places: Readonly<Record<string, string>>,
): Record<string, string> {
  const move = (entry: string): string => {
    const [from, to] =
      Object.entries(places).find(([place]) => entry === place || entry.startsWith(`${place}/`)) ?? [];
    return from === undefined || to === undefined ? entry : to + entry.slice(from.length);
  };
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      SEARCH_PATH.test(name) ? value.split(':').map(move).join(':') : value,
    ]),
  );
}
