import type { EnvironmentSpec, Interpreter } from '../contract.ts';
import type { StartCommand } from '../launcher-protocol.ts';
import { OPEN_FILES_MAX, PROCESSES_MAX } from '../limits.ts';
import { SDK_PLACES } from '../scratch.ts';

/** What the launcher process knows of its surroundings when it starts an environment. */
export type DriverSurroundings = {
  readonly scratchFolder: string;
  /** Absolute paths of the programs that drivers need, where they are installed. */
  readonly programs: { readonly bwrap?: string; readonly setpriv?: string; readonly nsenter?: string };
  /** A folder on the host that becomes `/tmp`; undefined: memory of the configured size. */
  readonly tmpFolder?: string | undefined;
  /** A network namespace to enter and its name servers; undefined: the host's. */
  readonly network?: { readonly path: string; readonly resolvConf: string } | undefined;
  /** A process whose user and mount namespaces the sandbox starts in; undefined: the host's. */
  readonly holder?: number | undefined;
  /** The environment's own host uid, null where the launcher is not root. */
  readonly uid: number | null;
  /** An interpreter's own folder tree, such as a Python's `sys.base_prefix`. */
  readonly interpreterPrefix: string;
};

/** Beyond the streams, and beyond the one digit of a shell's redirections: what bwrap reads and writes itself. */
export const SECRETS_DESCRIPTOR = 10;
export const INFO_DESCRIPTOR = 11;
export const FILTER_DESCRIPTOR = 12;

/** A program ready to be spawned with streams at 1 to 4. */
export type Launch = {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Set uid and gid before the program starts. */
  readonly uid?: number;
  /** Arguments that must not show in the process list, to be read by the program from `SECRETS_DESCRIPTOR`. */
  readonly secretArguments?: readonly string[];
  /** A filter of system calls, to be read by the program from `FILTER_DESCRIPTOR`. */
  readonly filter?: Buffer;
};

/** Turns a checked start command into a program to spawn. */
export type Driver = (start: StartCommand, surroundings: DriverSurroundings) => Launch;

/** A program under the limits that need no privileges. `processes`: the user, or the user namespace, has no others. */
export function underLimits(
  program: readonly string[],
  { processes, shell = ['/bin/sh'] }: { readonly processes: boolean; readonly shell?: readonly string[] },
): string[] {
  // Where a limit is lower already, it stays. Shells disagree about the letter for processes.
  const commands = [
    'ulimit -c 0',
    `ulimit -n ${OPEN_FILES_MAX} 2>/dev/null`,
    ...(processes
      ? [`ulimit -u ${PROCESSES_MAX} 2>/dev/null || ulimit -p ${PROCESSES_MAX} 2>/dev/null`]
      : []),
    'exec "$@"',
  ];
  return [...shell, '-c', commands.join('; '), 'sh', ...program];
}

/** The folder of one environment, below the scratch folder. Its path marks the environment's processes. */
export function environmentFolder(scratchFolder: string, id: string): string {
  return `${scratchFolder}/environments/${id}`;
}

/** The runtime's own files on the host. */
export function runtimeFolder(scratchFolder: string, interpreter: Interpreter): string {
  return `${scratchFolder}/runtimes/${interpreter.kind}`;
}

/** Where the AWS SDK of a language lies on the host, and its place below `/var/runtime`. */
export function sdkFolder(
  scratchFolder: string,
  { kind }: Interpreter,
): { readonly folder: string; readonly place: string } | undefined {
  const found = SDK_PLACES.find((sdk) => sdk.kind === kind);
  return found && { folder: `${scratchFolder}/sdk/${kind}/${found.place}`, place: found.place };
}

/** Where things of the platform lie for the processes of a driver. */
export type RuntimePlaces = { readonly runtime: string; readonly temporary: string };

/** What variables depend on. */
export type Placed = Pick<
  EnvironmentSpec,
  'id' | 'interpreter' | 'supervised' | 'codeFolder' | 'layersFolder' | 'variables' | 'prebooted'
>;

/** What a command line depends on: heaps are sized by the memory. */
type Sized = Pick<StartCommand, 'variables' | 'memoryMiB' | 'supervised'>;

/** The command line that starts a managed runtime. `program` is the interpreter, where its processes see it. */
export function interpreterCommand(
  program: string,
  start: Sized,
  interpreter: Interpreter,
  { runtime, temporary }: RuntimePlaces,
): string[] {
  switch (interpreter.kind) {
    case 'python':
      return [program, `${runtime}/bootstrap.py`];
    case 'ruby':
      // Whatever locales the host has: on AWS text is UTF-8.
      return [program, '-EUTF-8', `${runtime}/bootstrap.rb`];
    case 'dotnet':
      return ['/bin/sh', `${runtime}/bootstrap.sh`, program, ...dotnetFlags(start, interpreter)];
    case 'java':
      return [
        ...[program, ...javaFlags(start, temporary), '-jar', `${runtime}/lib/runtime.jar`],
        ...(start.supervised === undefined ? [] : ['http']),
      ];
    case 'nodejs':
      return [program, ...nodeFlags(start), `${runtime}/index.cjs`];
  }
}

/** AWS's own bootstrap passes the same heap flags (nodejs18.x and later). */
function nodeFlags(start: Sized): string[] {
  const given = start.variables.NODE_OPTIONS ?? '';
  const flags = ['--expose-gc', '--max-http-header-size=81920'];
  if (!given.includes('max-semi-space-size') && !given.includes('max_semi_space_size')) {
    flags.push(`--max-semi-space-size=${Math.max(1, Math.floor(start.memoryMiB * 0.05))}`);
  }
  if (!given.includes('max-old-space-size') && !given.includes('max_old_space_size')) {
    flags.push(`--max-old-space-size=${Math.floor(start.memoryMiB * 0.9)}`);
  }
  return flags;
}

/** Heap, collector and compiler as AWS's bootstrap has them, but for what JAVA_TOOL_OPTIONS says. */
function javaFlags(start: Sized, temporary: string): string[] {
  const given = start.variables.JAVA_TOOL_OPTIONS ?? '';
  const flags = ['-Dfile.encoding=UTF-8', '-Xshare:auto', `-Djava.io.tmpdir=${temporary}`];
  const [, language, country] = /^([a-z]{2})_([A-Z]{2})/.exec(start.variables.LANG ?? '') ?? [];
  if (language !== undefined) flags.push(`-Duser.language=${language}`, `-Duser.country=${country}`);
  if (!/-Xmx|MaxHeapSize|MaxRAMPercentage/.test(given)) {
    flags.push(`-XX:MaxHeapSize=${Math.floor(start.memoryMiB * 1024 * 0.85)}k`);
  }
  if (!/-XX:\+Use\w+GC/.test(given)) flags.push('-XX:+UseSerialGC');
  if (!/Tiered/.test(given)) flags.push('-XX:+TieredCompilation', '-XX:TieredStopAtLevel=1');
  // The report of a crash, which would else be left in the host's /tmp.
  if (!given.includes('ErrorFile')) flags.push(`-XX:ErrorFile=${temporary}/hs_err_pid%p.log`);
  return flags;
}

/** A function names the version that it was built for; where another stands in for its runtime's, that has to do. */
function dotnetFlags({ variables }: Sized, { version }: Interpreter): string[] {
  const [, wanted] = /^AWS_Lambda_dotnet(\d+)$/.exec(variables.AWS_EXECUTION_ENV ?? '') ?? [];
  return wanted === undefined || version.startsWith(`${wanted}.`) ? [] : ['--roll-forward', 'Major'];
}

/** Whether a runtime can go to the folder of its code once that has come. Java cannot: its code has to come to the folder that it is in. */
export function canChangeFolder({ kind }: Pick<Interpreter, 'kind'>): boolean {
  return kind !== 'java';
}

/** One that waits for its code and goes there later starts elsewhere: another folder may come in the place of the first. */
export function startsInTask({ prebooted, interpreter }: StartCommand): boolean {
  return prebooted !== true || (interpreter !== undefined && !canChangeFolder(interpreter));
}

/** The variables that depend on where things lie. Those that AWS lets a user set are set only where the user did not. */
export function placeVariables(
  start: Placed,
  places: { readonly task: string; readonly runtime: string; readonly path: string },
): Record<string, string> {
  return {
    PATH: places.path,
    ...(start.interpreter !== undefined && searchVariables(start.interpreter, places)),
    ...start.variables,
    LAMBDA_TASK_ROOT: places.task,
    LAMBDA_RUNTIME_DIR: places.runtime,
    PWD: places.task,
    ...(start.interpreter !== undefined && { _LAMBDA_TELEMETRY_LOG_FD: '4' }),
    ...(start.supervised !== undefined && transportVariable(start.interpreter)),
    ...(start.prebooted === true && { _LAMBENT_PREBOOTED: '1' }),
  };
}

/** How a runtime is told to speak HTTP. Java could hide a variable from itself, but not from the programs that it starts: an argument says it. */
function transportVariable(interpreter: Interpreter | undefined): Record<string, string> {
  return interpreter === undefined || interpreter.kind === 'java' ? {} : { _LAMBENT_TRANSPORT: 'http' };
}

/** Where a language looks for modules, unless the function's own variables say so. */
function searchVariables(
  { kind, version }: Interpreter,
  places: { readonly task: string; readonly runtime: string },
): Record<string, string> {
  const major = version.split('.')[0] ?? '';
  switch (kind) {
    case 'nodejs':
      return {
        NODE_PATH: [
          `/opt/nodejs/node${major}/node_modules`,
          '/opt/nodejs/node_modules',
          `${places.runtime}/node_modules`,
          places.runtime,
          places.task,
        ].join(':'),
      };
    case 'python':
      return { PYTHONPATH: places.runtime };
    case 'ruby':
    case 'dotnet':
      return {};
    case 'java':
      // It reads names and variables by the locale, and the host may lack the one in LANG. The runtime takes this away again.
      return { LC_ALL: 'C.UTF-8' };
  }
}
