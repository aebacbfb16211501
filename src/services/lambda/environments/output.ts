import type { Socket } from 'node:net';
import type { Clock, Timer } from '#ambient';
import type { SandboxedProcess } from '#launcher';
import {
  drainMsMax,
  outputBytesPerWindowMax,
  outputEventWeightBytes,
  outputWindowMs,
  quietTurns,
} from './limits.ts';
import { LineReader } from './lines.ts';
import { TelemetryReader } from './telemetry.ts';

/** Whose words they are. */
export type Writer = 'function' | 'extension';

export type OutputListener = {
  /** One log event, in the order in which it was read. */
  event(timestampMs: number, message: string, writer: Writer): void;
  /** What `drain` waited for was read, or took too long. */
  drained(): void;
  /** The log frames are broken. */
  malformed(error: Error): void;
};

/** Everything an environment writes, as log events; knows how much was read, so that nothing comes after its END. */
export class Output {
  readonly #clock: Clock;
  readonly #listener: OutputListener;
  readonly #lines: LineReader;
  readonly #extensionLines: LineReader;
  readonly #telemetry: TelemetryReader;
  /** When the last line that has no time of its own was read. */
  #printedAtMs = 0;
  #stdioBytes = 0;
  #telemetryBytes = 0;
  #awaited:
    | { readonly stdioBytes: number; readonly telemetryBytes: number; readonly limit: Timer }
    | undefined;
  /** Bytes read when the present wait for silence began, or was last disturbed. */
  #quietAtBytes: number | undefined;
  #quietLimit: Timer | undefined;
  /** Streams that are made to wait. */
  #pauses = 0;
  #windowEndsAtMs = 0;
  #windowBytes = 0;

  constructor(
    process: Pick<SandboxedProcess, 'stdio' | 'telemetry' | 'extensions'>,
    clock: Clock,
    listener: OutputListener,
  ) {
    this.#clock = clock;
    this.#listener = listener;
    this.#lines = new LineReader((line) => {
      this.#printedAtMs = clock.now();
      this.#event(this.#printedAtMs, line, 'function');
    });
    this.#extensionLines = new LineReader((line) => this.#event(clock.now(), line, 'extension'));
    // A log is read in the order of its times: what was logged after a print must not seem older, though only it says when it was written.
    this.#telemetry = new TelemetryReader((timestampMs, message) =>
      this.#event(Math.max(timestampMs, this.#printedAtMs), message, 'function'),
    );
    process.stdio.on('data', (chunk: Buffer) => this.#readStdio(process.stdio, chunk, this.#lines));
    process.telemetry.on('data', (chunk: Buffer) => this.#readTelemetry(process.telemetry, chunk));
    // A broken socket is a gone process, which says so itself.
    process.stdio.on('error', () => undefined);
    process.telemetry.on('error', () => undefined);
    process.stdio.resume();
    process.telemetry.resume();
    const { extensions } = process;
    extensions?.on('data', (chunk: Buffer) => this.#readStdio(extensions, chunk, this.#extensionLines));
    extensions?.on('error', () => undefined);
    extensions?.resume();
  }

  /** Whether that much was read already; if not, `drained` is called later. */
  drain(stdioBytes: number, telemetryBytes: number): boolean {
    if (this.#stdioBytes >= stdioBytes && this.#telemetryBytes >= telemetryBytes) return true;
    const limit = this.#clock.after(drainMsMax, () => this.#drained());
    this.#awaited = { stdioBytes, telemetryBytes, limit };
    return false;
  }

  /**
   * Calls `drained` when nothing has come for some turns of the event loop. For runtimes that do not count: what they wrote before
   * they spoke to the platform lies in the socket by then.
   */
  drainUntilQuiet(): void {
    if (this.#quietAtBytes !== undefined) return;
    this.#quietAtBytes = this.#bytes;
    this.#quietLimit = this.#clock.after(drainMsMax, () => this.#drained());
    setImmediate(() => this.#listenForQuiet());
  }

  /** Hands on what a print without a newline left behind. */
  flush(): void {
    this.#lines.flush();
    this.#extensionLines.flush();
  }

  close(): void {
    this.#endWaiting();
    this.flush();
  }

  #event(timestampMs: number, message: string, writer: Writer): void {
    this.#windowBytes += outputEventWeightBytes;
    this.#listener.event(timestampMs, message, writer);
  }

  #readStdio(stdio: Socket, chunk: Buffer, lines: LineReader): void {
    this.#stdioBytes += chunk.length;
    this.#openWindow(chunk.length);
    lines.push(chunk);
    this.#slowDown(stdio);
    this.#progress();
  }

  #readTelemetry(telemetry: Socket, chunk: Buffer): void {
    this.#telemetryBytes += chunk.length;
    this.#openWindow(chunk.length);
    try {
      this.#telemetry.push(chunk);
    } catch (error) {
      this.#listener.malformed(error as Error);
    }
    this.#slowDown(telemetry);
    this.#progress();
  }

  #progress(): void {
    const awaited = this.#awaited;
    if (awaited === undefined) return;
    if (this.#stdioBytes >= awaited.stdioBytes && this.#telemetryBytes >= awaited.telemetryBytes)
      this.#drained();
  }

  get #bytes(): number {
    return this.#stdioBytes + this.#telemetryBytes;
  }

  #listenForQuiet(turns = 1): void {
    if (this.#quietAtBytes === undefined) return;
    if (this.#pauses > 0) {
      this.#clock.after(outputWindowMs, () => this.#listenForQuiet());
    } else if (this.#quietAtBytes !== this.#bytes) {
      this.#quietAtBytes = this.#bytes;
      setImmediate(() => this.#listenForQuiet());
    } else if (turns < quietTurns) {
      setImmediate(() => this.#listenForQuiet(turns + 1));
    } else {
      this.#drained();
    }
  }

  #drained(): void {
    this.#endWaiting();
    this.#listener.drained();
  }

  #endWaiting(): void {
    this.#awaited?.limit.cancel();
    this.#awaited = undefined;
    this.#quietLimit?.cancel();
    this.#quietLimit = undefined;
    this.#quietAtBytes = undefined;
  }

  #openWindow(bytes: number): void {
    const now = this.#clock.monotonic();
    if (now >= this.#windowEndsAtMs) {
      this.#windowEndsAtMs = now + outputWindowMs;
      this.#windowBytes = 0;
    }
    this.#windowBytes += bytes;
  }

  /** A function that floods its output is made to wait by its own full pipe, instead of keeping this process busy. */
  #slowDown(socket: Socket): void {
    if (this.#windowBytes < outputBytesPerWindowMax) return;
    socket.pause();
    this.#pauses += 1;
    const delayMs = Math.max(0, this.#windowEndsAtMs - this.#clock.monotonic());
    this.#clock.after(delayMs, () => {
      this.#pauses -= 1;
      socket.resume();
    });
  }
}
