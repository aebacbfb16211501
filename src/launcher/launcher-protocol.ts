import type {
  Exit,
  FunctionHost,
  FunctionNetwork,
  ImageProgram,
  Interpreter,
  InterpreterKind,
  Isolation,
  Supervised,
} from './contract.ts';

/** What the launcher process is told when it starts, as JSON in its first argument. */
export type LauncherConfiguration = {
  /** Everything below it belongs to this Lambent. */
  readonly scratchFolder: string;
  /** The gateway's socket, to which environments' streams are connected. */
  readonly socketPath: string;
  /** Where programs are looked for. */
  readonly searchPath: string;
  /** The first host uid that environments may get; null where the launcher cannot give them one. */
  readonly uidBase: number | null;
  /** `proportional`: a share of the processor by memory, as AWS gives; `shared`: whatever is free. */
  readonly cpu: 'shared' | 'proportional';
  /** What listens on the loopback of an environment's own network. */
  readonly innerPorts: readonly InnerPort[];
  /** Whom the gateway becomes; its parts of the scratch folder are that user's. Null: it stays who it is. */
  readonly gateway: { readonly uid: number; readonly gid: number } | null;
};

export type StartCommand = {
  readonly command: 'start';
  readonly isolation: Isolation;
  readonly network: FunctionNetwork;
  readonly id: string;
  /** Proves to the gateway that the streams belong to this start. */
  readonly token: string;
  readonly interpreter?: Interpreter;
  readonly supervised?: Supervised;
  readonly image?: ImageProgram;
  readonly codeFolder: string;
  readonly layersFolder?: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly memoryMiB: number;
  readonly tmpMiB: number;
  readonly prebooted?: true;
  readonly resettable?: true;
};

/** `reset` keeps the `/tmp` of what is resettable; `stop` keeps nothing, of what has ended by itself neither. */
export type StopCommand = { readonly command: 'stop' | 'reset'; readonly id: string };

/** `freeze` is answered when nothing of the environment runs, `thaw` when it may. */
export type FreezeCommand = { readonly command: 'freeze' | 'thaw'; readonly id: string };

/** Answered by the fact `outOfMemory`, `yes` or `no`. */
export type ExamineCommand = { readonly command: 'examine'; readonly id: string };

/** Finds out what a program is. An interpreter that answers may be used by `start`. */
export type ProbeCommand = { readonly command: 'probe'; readonly probe: Probe };

export type Probe =
  | { readonly of: InterpreterKind; readonly path: string; readonly isolation: Isolation }
  | { readonly of: 'bubblewrap' }
  | { readonly of: 'limits' }
  | { readonly of: 'network' };

/** Removes what a predecessor left: processes and environments' folders; with `code`, the code trees too. */
export type SweepCommand = { readonly command: 'sweep'; readonly code: boolean };

/** Kills every environment and removes the scratch folder. What follows is the end of the gateway. */
export type EndCommand = { readonly command: 'end' };

/** The closed list of what the launcher process does. */
export type Command =
  | StartCommand
  | StopCommand
  | FreezeCommand
  | ExamineCommand
  | ProbeCommand
  | SweepCommand
  | EndCommand;

/** The answer to a probe: `facts` on success, `reason` on failure. */
export type ProbeAnswer =
  | { readonly works: true; readonly facts: Readonly<Record<string, string>> }
  | { readonly works: false; readonly reason: string };

/** `fork` asks the keeper for another launcher process. */
export type ToLauncher = { readonly number: number; readonly command: Command } | { readonly fork: true };

export type FromLauncher =
  | { readonly number: number; readonly answer: ProbeAnswer | null }
  | { readonly number: number; readonly error: string }
  | ({ readonly exited: string } & Exit)
  /** Comes with a listening handle, once for each listener of a network. */
  | { readonly network: number; readonly listener: InnerListener }
  /** Comes before the answer to a start: whose network it is from now on, and where that network is. */
  | { readonly network: number; readonly environment: string; readonly address: string }
  /** Said by the keeper: the launcher process is gone. */
  | { readonly died: true };

/** Ports on the loopback of an environment's own network: AWS's Runtime API, and the platform's API. */
export const PLATFORM_API_PORT = 4_566;
const RUNTIME_API_PORT = 9_001;
export type InnerListener = 'runtimeApi' | 'platformApi' | `functionHost:${number}`;
export type InnerPort = { readonly listener: InnerListener; readonly port: number };

/** The two of the platform, and one for each host that the operator opened to functions. */
export function innerPortsFor(functionHosts: readonly FunctionHost[]): readonly InnerPort[] {
  return [
    { listener: 'runtimeApi', port: RUNTIME_API_PORT },
    { listener: 'platformApi', port: PLATFORM_API_PORT },
    ...functionHosts.map(({ port }) => ({ listener: functionHostListener(port), port })),
  ];
}

export function functionHostListener(port: number): InnerListener {
  return `functionHost:${port}`;
}

/** The streams of an environment, by the name in their hello line. */
const STREAMS = ['channel', 'telemetry', 'stdio', 'extensions'] as const;
export type StreamName = (typeof STREAMS)[number];

/** The streams that a start has: `extensions` only where there are some. */
export function streamsOf({ supervised }: Pick<StartCommand, 'supervised'>): readonly StreamName[] {
  return supervised === undefined || supervised.extensions.length === 0 ? STREAMS.slice(0, 3) : STREAMS;
}

/** The line that introduces a stream: `<environment> <token> <stream>\n`. */
export function helloLine(id: string, token: string, stream: StreamName): string {
  return `${id} ${token} ${stream}\n`;
}
