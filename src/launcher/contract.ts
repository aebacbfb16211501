import type { Socket } from 'node:net';

/** How far a function's processes are kept from the host. */
export type Isolation = 'bubblewrap' | 'process';

/** The interpreters that managed runtimes run on. */
export type InterpreterKind = 'nodejs' | 'python' | 'ruby' | 'java';

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
  readonly interpreter: Interpreter;
  /** The unpacked code on the host, seen as `/var/task` (by the process driver: at its own path, as LAMBDA_TASK_ROOT). */
  readonly codeFolder: string;
  /** The function's environment, complete but for what the driver decides: LAMBDA_TASK_ROOT, LAMBDA_RUNTIME_DIR, PATH, HOME, PWD, TMPDIR. */
  readonly variables: Readonly<Record<string, string>>;
  readonly memoryMiB: number;
  readonly tmpMiB: number;
};

export type Exit = { readonly code: number | null; readonly signal: string | null };

/** The processes of one environment. They are gone, all of them, when `exited` has been called back. */
export type SandboxedProcess = {
  readonly id: string;
  /** Framed messages with the managed runtime: descriptor 3 inside. See `runtimes/README.md`. */
  readonly channel: Socket;
  /** The runtime's log frames: descriptor 4 inside. */
  readonly telemetry: Socket;
  /** Raw standard output and error: descriptors 1 and 2 inside. */
  readonly stdio: Socket;
  onExit(listener: (exit: Exit) => void): void;
  /** SIGKILL to every process of it. Resolves when they are gone and the environment's folders are removed. */
  kill(): Promise<void>;
};

/** Whether this node can run a runtime. */
export type InterpreterAnswer =
  | { readonly available: true; readonly interpreter: Interpreter }
  | { readonly available: false; readonly reason: string; readonly remedy: string };

/** The client of the launcher process: the only way to start anything. */
export type Launcher = {
  readonly isolation: Isolation;
  /** Where code trees must be unpacked so that sandboxes can read them. */
  readonly codeRoot: string;
  /** Finds the interpreter of a managed runtime id such as `nodejs22.x`; fetches what npm has and the data folder lacks. */
  interpreter(runtime: string): Promise<InterpreterAnswer>;
  start(spec: EnvironmentSpec): Promise<SandboxedProcess>;
  /** Kills every environment and ends the launcher process. */
  close(): Promise<void>;
};
