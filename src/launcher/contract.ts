import type { Socket } from 'node:net';

/** How far a function's processes are kept from the host. */
export type Isolation = 'bubblewrap' | 'process';

/** The host's, or for each environment one from which it reaches the outside and the platform only. */
export type FunctionNetwork = 'host' | 'isolated';

/** A service that the operator opens to functions, which reach it from their own networks by this name and port. */
export type FunctionHost = { readonly host: string; readonly port: number };

/** The interpreters that managed runtimes run on. */
export type InterpreterKind = 'nodejs' | 'python' | 'ruby' | 'java' | 'dotnet';

export type Interpreter = {
  readonly kind: InterpreterKind;
  /** Absolute path on the host. */
  readonly path: string;
  /** Such as `24.21.0` or `3.11.2`; of Java 8 `8.0.402`. */
  readonly version: string;
};

/** What one execution environment is made of. Every argument is checked again by the launcher process. */
export type EnvironmentSpec = {
  /** 20 characters of `[a-z0-9]`; unique for ever. */
  readonly id: string;
  /** What a managed runtime runs on; a custom runtime has none, and `supervised` says what it is. */
  readonly interpreter?: Interpreter;
  /** Present where the runtime speaks HTTP instead of frames: descriptor 3 then belongs to the supervisor. */
  readonly supervised?: Supervised;
  /** Present where the function is a container image, whose root is then `codeFolder`; `supervised` is there too. Bubblewrap only. */
  readonly image?: ImageProgram;
  /** The unpacked code on the host, seen as `/var/task` (by the process driver: at its own path, as LAMBDA_TASK_ROOT). */
  readonly codeFolder: string;
  /** The layers' merged tree on the host, seen as `/opt` (by the process driver: at its own path, to which search paths lead). */
  readonly layersFolder?: string;
  /** The function's environment, complete but for what the driver decides: LAMBDA_TASK_ROOT, LAMBDA_RUNTIME_DIR, PATH, HOME, PWD, TMPDIR. */
  readonly variables: Readonly<Record<string, string>>;
  readonly memoryMiB: number;
  readonly tmpMiB: number;
  /**
   * Present where the runtime boots before it has a function and waits for one (`runtimes/README.md`). `codeFolder` is then an empty
   * `task` whose parent, with `runtime` and `lang` beside it, is seen as `/var`, and `layersFolder` is empty: what is put there is seen at
   * once. Unless the interpreter `canChangeFolder`, `task` itself must stay.
   */
  readonly prebooted?: true;
  /** Its `/tmp` outlives its processes, for the next start with its id, until `kill`. Not where `/tmp` is the sandbox's own memory. */
  readonly resettable?: true;
};

/** How a container image is run. */
export type ImageProgram = {
  /** A program, looked for in the search path unless it has a slash, and its arguments. */
  readonly command: readonly string[];
  /** Absolute, inside the image. */
  readonly workingDirectory: string;
  /** PATH. */
  readonly searchPath: string;
};

/** What a supervisor starts: see `drivers/supervisor.ts`. */
export type Supervised = {
  /**
   * Where the program lies inside: a custom runtime's bootstrap or, for a managed runtime, the wrapper that gets the runtime's own
   * command line as its arguments.
   */
  readonly program?: string;
  /** External extensions: names of executable files in `/opt/extensions`. */
  readonly extensions: readonly string[];
};

export type Exit = {
  readonly code: number | null;
  readonly signal: string | null;
  /** The kernel killed it because its memory was used up. Only where control groups bound memory. */
  readonly outOfMemory?: true;
};

/** The processes of one environment. They are gone, all of them, when `exited` has been called back. */
export type SandboxedProcess = {
  readonly id: string;
  /** Where `reachInside` reaches services on its loopback: `127.0.0.1`, an address of its own network, or a path. */
  readonly address: string;
  /** Descriptor 3 inside: frames of a managed runtime (`runtimes/README.md`), or a supervisor's lines (`drivers/supervisor.ts`). */
  readonly channel: Socket;
  /** The runtime's log frames: descriptor 4 inside. */
  readonly telemetry: Socket;
  /** Raw standard output and error: descriptors 1 and 2 inside. */
  readonly stdio: Socket;
  /** What external extensions write, where there are any: their descriptors 1 and 2. */
  readonly extensions?: Socket | undefined;
  onExit(listener: (exit: Exit) => void): void;
  /** SIGKILL to every process of it. Resolves when they are gone and the environment's folders are removed. */
  kill(): Promise<void>;
  /** SIGKILL as well, but what is resettable keeps its `/tmp`. Resolves when it may be started again. */
  reset(): Promise<void>;
  /** Resolves when none of its processes runs any more: what it had in hand stays as it is. */
  freeze(): Promise<void>;
  /** Lets them run on. Harmless when they do. */
  thaw(): Promise<void>;
  /** SIGTERM to a managed runtime that speaks frames: others have a supervisor for that. Resolves when it is sent. */
  terminate(): Promise<void>;
  /** Gives what reads the peak resident memory, in KiB, of the process that is known inside by this pid; undefined where the host does not say. */
  peakMemory(pid: number): Promise<() => number | undefined>;
  /** Whether the kernel has killed one of them because their memory was used up. False where no control group knows. */
  ranOutOfMemory(): Promise<boolean>;
};

/** Whether this node can run a runtime. */
export type InterpreterAnswer =
  | { readonly available: true; readonly interpreter: Interpreter }
  | { readonly available: false; readonly reason: string; readonly remedy: string };

/** The client of the launcher process: the only way to start anything. */
export type Launcher = {
  readonly isolation: Isolation;
  readonly network: FunctionNetwork;
  /** Where code trees must be unpacked so that sandboxes can read them. */
  readonly codeRoot: string;
  /** Where the platform's API is for functions that have networks of their own; undefined: where it is for everyone. */
  readonly innerEndpoint: string | undefined;
  /** Gives `take` every connection to a listener on functions' own loopback: 9001 (Runtime API), 4566 (the platform's API). */
  serveInside(
    listener: 'runtimeApi' | 'platformApi',
    take: (socket: Socket, environment: string) => void,
  ): void;
  /** Finds the interpreter of a managed runtime id such as `nodejs22.x`; fetches what npm has and the data folder lacks. */
  interpreter(runtime: string): Promise<InterpreterAnswer>;
  /**
   * Puts packages of the AWS SDK, named as code imports them, and what they need where functions of the runtime find them; fetches what
   * the data folder lacks. Resolves also where that fails: the operator's log says so, and a later call tries again.
   */
  furnishSdk(runtime: string, packages: readonly string[]): Promise<void>;
  start(spec: EnvironmentSpec): Promise<SandboxedProcess>;
  /** All variables that `start` would set for this spec: what a prebooted runtime is told with its function. */
  variablesOf(spec: EnvironmentSpec): Readonly<Record<string, string>>;
  /** Kills every environment and ends the launcher process. */
  close(): Promise<void>;
};
