import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { type Launch, SECRETS_DESCRIPTOR } from '../drivers/driver.ts';
import { PROBE_OUTPUT_BYTES_MAX, PROBE_TIMEOUT_MS } from '../limits.ts';

export type RunResult = {
  readonly succeeded: boolean;
  /** Standard output and error together, as far as they are kept. */
  readonly output: string;
  /** Why it did not succeed: the first line of the output, or how it ended. */
  readonly reason: string;
};

type RunOptions = {
  /** On its standard input. */
  readonly input?: string;
  /** What is kept of its output. */
  readonly outputBytesMax?: number;
};

/** Runs a program of this host's without variables. Gives what it printed; throws where it fails. */
export async function runOrThrow(
  file: string,
  args: readonly string[],
  options?: RunOptions,
): Promise<string> {
  const result = await runProgram({ file, arguments: args, cwd: '/', variables: {} }, options);
  if (!result.succeeded) throw new Error(`${file} says: ${result.reason}`);
  return result.output;
}

/** Runs a program to its end, bounded in time and output. Never rejects. */
export function runProgram(
  launch: Launch,
  { input, outputBytesMax = PROBE_OUTPUT_BYTES_MAX }: RunOptions = {},
): Promise<RunResult> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(launch.file, launch.arguments, {
      cwd: launch.cwd,
      env: launch.variables,
      stdio: [
        input === undefined ? 'ignore' : 'pipe',
        'pipe',
        'pipe',
        ...Array.from({ length: SECRETS_DESCRIPTOR - 3 }, () => 'ignore' as const),
        ...(['pipe', 'pipe', 'pipe'] as const),
      ],
      timeout: PROBE_TIMEOUT_MS,
      killSignal: 'SIGKILL',
      ...(launch.uid !== undefined && { uid: launch.uid, gid: launch.uid }),
    });
    const keep = (chunk: Buffer): void => {
      output += chunk.toString('utf8').slice(0, outputBytesMax - output.length);
    };
    // One that ended before it read everything says so by its exit.
    child.stdin?.on('error', () => undefined).end(input);
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const own = (child.stdio as readonly (Readable | Writable | null)[]).slice(SECRETS_DESCRIPTOR);
    const [secrets, info, filter] = own;
    giveSecretArguments(secrets as Writable, launch);
    giveFilter(filter as Writable, launch);
    (info as Readable).resume();
    child.once('error', (error) => resolve({ succeeded: false, output, reason: error.message }));
    child.once('close', (code, signal) => {
      const firstLine = output.trim().split('\n')[0] ?? '';
      const ending = signal === null ? `exit status ${code}` : `signal ${signal}`;
      resolve({ succeeded: code === 0, output, reason: firstLine === '' ? ending : firstLine });
    });
  });
}

/** Writes a launch's secret arguments, each ended by a zero byte, to the descriptor that the program reads them from. */
export function giveSecretArguments(stream: Writable, { secretArguments = [] }: Launch): void {
  // A program that ended before it read them reports that by its exit.
  stream.on('error', () => undefined);
  stream.end(secretArguments.map((argument) => `${argument}\0`).join(''));
}

/** Writes a launch's filter of system calls to the descriptor that the program reads it from. */
export function giveFilter(stream: Writable, { filter }: Launch): void {
  stream.on('error', () => undefined);
  stream.end(filter);
}
