import type { Interpreter } from '../contract.ts';
import type { StartCommand } from '../launcher-protocol.ts';

/** What the launcher process knows of its surroundings when it starts an environment. */
export type DriverSurroundings = {
  readonly scratchFolder: string;
  /** Absolute paths of the programs that drivers need, where they are installed. */
  readonly programs: { readonly bwrap?: string; readonly setpriv?: string };
  /** The environment's own host uid, null where the launcher is not root. */
  readonly uid: number | null;
  /** An interpreter's own folder tree, such as a Python's `sys.base_prefix`. */
  readonly interpreterPrefix: string;
};

/** A program ready to be spawned with streams at 1 to 4. */
export type Launch = {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Set uid and gid before the program starts. */
  readonly uid?: number;
  /** Arguments that must not show in the process list, to be read by the program from descriptor 5. */
  readonly secretArguments?: readonly string[];
};

/** Turns a checked start command into a program to spawn. */
export type Driver = (start: StartCommand, surroundings: DriverSurroundings) => Launch;

/** The folder of one environment, below the scratch folder. Its path marks the environment's processes. */
export function environmentFolder(scratchFolder: string, id: string): string {
  return `${scratchFolder}/environments/${id}`;
}

/** The runtime's own files on the host. */
export function runtimeFolder(scratchFolder: string, interpreter: Interpreter): string {
  return `${scratchFolder}/runtimes/${interpreter.kind}`;
}

/** What follows the interpreter on the command line. AWS's own bootstrap passes the same heap flags (nodejs18.x and later). */
export function interpreterArguments(
  start: StartCommand,
  interpreter: Interpreter,
  runtimeDir: string,
): string[] {
  if (interpreter.kind === 'python') return [`${runtimeDir}/bootstrap.py`];
  const given = start.variables.NODE_OPTIONS ?? '';
  const flags = ['--expose-gc', '--max-http-header-size=81920'];
  if (!given.includes('max-semi-space-size') && !given.includes('max_semi_space_size')) {
    flags.push(`--max-semi-space-size=${Math.max(1, Math.floor(start.memoryMiB * 0.05))}`);
  }
  if (!given.includes('max-old-space-size') && !given.includes('max_old_space_size')) {
    flags.push(`--max-old-space-size=${Math.floor(start.memoryMiB * 0.9)}`);
  }
  return [...flags, `${runtimeDir}/index.cjs`];
}

/** The variables that depend on where things lie. Those that AWS lets a user set are set only where the user did not. */
export function placeVariables(
  start: StartCommand,
  places: { readonly task: string; readonly runtime: string; readonly path: string },
): Record<string, string> {
  return {
    PATH: places.path,
    ...searchPaths(start.interpreter, places),
    ...start.variables,
    LAMBDA_TASK_ROOT: places.task,
    LAMBDA_RUNTIME_DIR: places.runtime,
    PWD: places.task,
    ...(start.interpreter !== undefined && { _LAMBDA_TELEMETRY_LOG_FD: '4' }),
    ...(start.interpreter !== undefined && start.supervised !== undefined && { _LAMBENT_TRANSPORT: 'http' }),
  };
}

function searchPaths(
  interpreter: Interpreter | undefined,
  places: { readonly task: string; readonly runtime: string },
): Record<string, string> {
  if (interpreter === undefined) return {};
  if (interpreter.kind === 'python') return { PYTHONPATH: places.runtime };
  const major = interpreter.version.split('.')[0] ?? '';
  return {
    NODE_PATH: [
      `/opt/nodejs/node${major}/node_modules`,
      '/opt/nodejs/node_modules',
      `${places.runtime}/node_modules`,
      places.runtime,
      places.task,
    ].join(':'),
  };
}
