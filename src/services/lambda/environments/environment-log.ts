import type { Clock } from '#ambient';
import type { LogStream } from '#observe';
import type { JsonLogging, VersionRecord } from '../records/function.ts';
import { jsonLines, passes } from './json-lines.ts';
import type { LogTail } from './log-tail.ts';
import type { Invocation, Outcome } from './outcome.ts';
import type { PhaseLines } from './phase-lines.ts';
import type { Phase, RuntimeVersion } from './platform-lines.ts';
import { textLines } from './text-lines.ts';

/** One environment's log stream: the function's lines, and the platform's around each phase. */
export class EnvironmentLog {
  readonly #stream: LogStream;
  readonly #clock: Clock;
  readonly #version: VersionRecord;
  readonly #json: JsonLogging | undefined;
  readonly #lines: PhaseLines;
  /** Of the invocation that runs now. */
  #tail: LogTail | undefined;

  constructor(parts: {
    readonly id: string;
    readonly functionName: string;
    readonly version: VersionRecord;
    readonly clock: Clock;
    readonly logStream: LogStream;
  }) {
    this.#stream = parts.logStream;
    this.#clock = parts.clock;
    this.#version = parts.version;
    this.#json = parts.version.jsonLogging;
    this.#lines = this.#json === undefined ? textLines(parts.version) : jsonLines(parts, this.#json);
  }

  /** What the function wrote, unless it is below the level that is logged. */
  printed(timestampMs: number, message: string): void {
    if (this.#json === undefined || passes(message, this.#json)) this.#write(timestampMs, message);
  }

  initStarted(runtime: RuntimeVersion, phase: Phase): void {
    const now = this.#clock.now();
    this.#writeAll(now, this.#lines.initStarted(now, runtime, phase));
  }

  /** `failure` is what went wrong. */
  initEnded(phase: Phase, durationMs: number, failure?: Outcome): void {
    const now = this.#clock.now();
    this.#writeAll(now, this.#lines.initEnded(now, phase, durationMs, failure));
  }

  begun({ requestId, tail }: Invocation): void {
    this.#tail = tail;
    const now = this.#clock.now();
    this.#writeAll(now, this.#lines.begun(now, requestId));
  }

  ended(
    { requestId }: Invocation,
    outcome: Outcome,
    measured: { durationMs: number; initMs: number | undefined; maxRssKiB: number | undefined },
  ): void {
    const now = this.#clock.now();
    const { timeoutSeconds, memoryMiB } = this.#version;
    const { durationMs, initMs, maxRssKiB } = measured;
    const lines = this.#lines.ended(now, requestId, outcome, {
      durationMs: outcome.type === 'timeout' ? Math.min(durationMs, timeoutSeconds * 1000) : durationMs,
      memoryMiB,
      maxMemoryUsedMiB: maxRssKiB === undefined ? undefined : Math.ceil(maxRssKiB / 1024),
      initMs,
    });
    this.#writeAll(now, lines);
    this.#tail = undefined;
  }

  #writeAll(timestampMs: number, lines: readonly string[]): void {
    for (const line of lines) this.#write(timestampMs, line);
  }

  #write(timestampMs: number, message: string): void {
    this.#stream.append(timestampMs, message);
    // Records in JSON have no line end of their own; the tail is one text.
    this.#tail?.add(this.#json === undefined || message.endsWith('\n') ? message : `${message}\n`);
  }
}
