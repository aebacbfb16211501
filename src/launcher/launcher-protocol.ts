import type { ImageProgram, Interpreter, Isolation, Supervised } from './contract.ts';

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
};

export type StartCommand = {
  readonly command: 'start';
  readonly isolation: Isolation;
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
};

export type StopCommand = { readonly command: 'stop'; readonly id: string };

/** Finds out what a program is. An interpreter that answers may be used by `start`. */
export type ProbeCommand = { readonly command: 'probe'; readonly probe: Probe };

export type Probe =
  | { readonly of: 'nodejs' | 'python'; readonly path: string; readonly isolation: Isolation }
  | { readonly of: 'bubblewrap' };

/** Removes what a predecessor left: processes and environments' folders; with `code`, the code trees too. */
export type SweepCommand = { readonly command: 'sweep'; readonly code: boolean };

/** The closed list of what the launcher process does. */
export type Command = StartCommand | StopCommand | ProbeCommand | SweepCommand;

/** The answer to a probe: `facts` on success, `reason` on failure. */
export type ProbeAnswer =
  | { readonly works: true; readonly facts: Readonly<Record<string, string>> }
  | { readonly works: false; readonly reason: string };

export type ToLauncher = { readonly number: number; readonly command: Command };

export type FromLauncher =
  | { readonly number: number; readonly answer: ProbeAnswer | null }
  | { readonly number: number; readonly error: string }
  | { readonly exited: string; readonly code: number | null; readonly signal: string | null };

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
