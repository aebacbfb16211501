import type { Clock } from '#ambient';
import type { LogStream } from '#observe';
import type { VersionRecord } from '../records/function.ts';
import type { LogTail } from './log-tail.ts';
import { exitText, type Invocation, type Outcome } from './outcome.ts';
import {
  endLine,
  exitedLine,
  type Failure,
  initReportLine,
  type Phase,
  reportLine,
  startLine,
  timedOutLine,
} from './platform-lines.ts';

/** One environment's log stream: the function's lines, and the platform's around each phase. */
export class EnvironmentLog {
  readonly #stream: LogStream;
  readonly #clock: Clock;
  readonly #version: VersionRecord;
  /** Of the invocation that runs now. */
  #tail: LogTail | undefined;

  constructor(stream: LogStream, clock: Clock, version: VersionRecord) {
    this.#stream = stream;
    this.#clock = clock;
    this.#version = version;
  }

  write(timestampMs: number, message: string): void {
    this.#stream.append(timestampMs, message);
    this.#tail?.add(message);
  }

  initStarted(line: string): void {
    this.write(this.#clock.now(), line);
  }

  initFailed(outcome: Outcome, phase: Phase, durationMs: number): void {
    const errorType = outcome.type === 'error' ? outcome.errorType : 'Runtime.Unknown';
    const failure = failureOf(outcome) ?? { status: 'error', errorType };
    this.write(this.#clock.now(), initReportLine(durationMs, phase, failure));
  }

  begun({ requestId, tail }: Invocation): void {
    this.#tail = tail;
    this.write(this.#clock.now(), startLine(requestId, this.#version.version));
  }

  ended(
    { requestId }: Invocation,
    outcome: Outcome,
    measured: { durationMs: number; initMs: number | undefined; maxRssKiB: number | undefined },
  ): void {
    const now = this.#clock.now();
    const { timeoutSeconds, memoryMiB } = this.#version;
    if (outcome.type === 'timeout') this.write(now, timedOutLine(now, requestId, timeoutSeconds));
    if (outcome.type === 'exit') {
      this.write(now, exitedLine(requestId, exitText(outcome.exit), 'Runtime.ExitError'));
    }
    this.write(now, endLine(requestId));
    const { durationMs, initMs, maxRssKiB } = measured;
    const report = reportLine({
      requestId,
      durationMs: outcome.type === 'timeout' ? Math.min(durationMs, timeoutSeconds * 1000) : durationMs,
      memoryMiB,
      maxMemoryUsedMiB: maxRssKiB === undefined ? undefined : Math.ceil(maxRssKiB / 1024),
      initMs,
      failure: failureOf(outcome),
    });
    this.write(now, report);
    this.#tail = undefined;
  }
}

/** What REPORT says: a handler's own error and a response too large are no failures of the invocation. */
function failureOf(outcome: Outcome): Failure | undefined {
  if (outcome.type === 'timeout') return { status: 'timeout' };
  if (outcome.type === 'exit') return { status: 'error', errorType: 'Runtime.ExitError' };
  return undefined;
}
