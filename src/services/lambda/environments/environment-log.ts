import type { Clock } from '#ambient';
import type { LogStream } from '#observe';
import type { JsonLogging, VersionRecord } from '../records/function.ts';
import type { Category, TelemetryApiName } from '../runtime-api/telemetry/subscription.ts';
import { countedMs } from './deadline.ts';
import { EarlyTelemetry } from './early-telemetry.ts';
import { failureText } from './failure-text.ts';
import { jsonLines, passes, subscriptionTypes } from './json-lines.ts';
import type { LogTail } from './log-tail.ts';
import { exitText, exitType, type Invocation, type Outcome } from './outcome.ts';
import type { Writer } from './output.ts';
import type { ExtensionReport, PhaseLines } from './phase-lines.ts';
import type { Phase, RuntimeVersion } from './platform-lines.ts';
import { platformRecords, type Recorded, type SystemRecord, tracingOf } from './platform-records.ts';
import { Spans } from './spans.ts';
import { textLines } from './text-lines.ts';

/** Who wants to know what happens in the environment, besides its log stream. */
export type Telemetry = {
  publish(category: Category, timeMs: number, type: string, record: unknown): void;
};

export type EnvironmentLogParts = Recorded & {
  readonly clock: Clock;
  readonly logStream: LogStream;
  /** Tells the operator what is wrong with the function: the same once, however often it happens. */
  readonly warnOnce: (problem: string) => void;
};

/** One environment's log stream: the function's lines, and the platform's around each phase. */
export class EnvironmentLog {
  readonly #stream: LogStream;
  readonly #clock: Clock;
  readonly #version: VersionRecord;
  readonly #json: JsonLogging | undefined;
  readonly #lines: PhaseLines;
  readonly #records: ReturnType<typeof platformRecords>;
  #telemetry: Telemetry | undefined;
  /** The same, where nobody has asked yet who may still do so. */
  #early: EarlyTelemetry | undefined;
  /** Of the invocation that runs now. */
  #tail: LogTail | undefined;
  #current: Invocation | undefined;
  #begunAtMs = 0;
  #spans: Spans | undefined;
  /** Of the init that runs now. */
  #phase: Phase | undefined;
  #isRuntimeDone = false;
  readonly #warnOnce: (problem: string) => void;
  /** Whether its end is the platform's doing, and no news to the operator. */
  #isClosing = false;

  constructor(parts: EnvironmentLogParts) {
    this.#stream = parts.logStream;
    this.#warnOnce = parts.warnOnce;
    this.#clock = parts.clock;
    this.#version = parts.version;
    this.#json = parts.version.jsonLogging;
    this.#records = platformRecords(parts);
    this.#lines = this.#json === undefined ? textLines(parts.version) : jsonLines(parts, this.#json);
  }

  /** From now on somebody may want to know it as it happens, and what init has come to so far. */
  attach(telemetry: Telemetry): void {
    this.#early?.handTo(telemetry);
    this.#early = undefined;
    this.#telemetry = telemetry;
  }

  /** Nobody of that start is there any more. */
  detach(): void {
    this.#telemetry = undefined;
    this.#current = undefined;
    this.#spans = undefined;
    this.#isRuntimeDone = false;
  }

  /** What the function or an extension wrote; of the function's words none that are below the level that is logged. */
  printed(timestampMs: number, message: string, writer: Writer): void {
    const json = writer === 'function' ? this.#json : undefined;
    if (json !== undefined && !passes(message, json)) return;
    this.#write(timestampMs, message);
    this.#telemetry?.publish(writer, timestampMs, writer, json === undefined ? message : parsed(message));
  }

  initStarted(runtime: RuntimeVersion | undefined, within: Invocation | undefined): void {
    const now = this.#clock.now();
    const phase = within === undefined ? 'init' : 'invoke';
    this.#isClosing = false;
    this.#phase = phase;
    this.#tail = within?.tail;
    this.#writeAll(now, this.#lines.initStarted(now, runtime, phase));
    this.#early = this.#telemetry === undefined ? new EarlyTelemetry() : undefined;
    this.#telemetry ??= this.#early;
    this.#publish(now, this.#records.initStart(runtime, phase));
  }

  /** `failure` is what went wrong. */
  initEnded(phase: Phase, durationMs: number, failure?: Outcome): void {
    this.runtimeDone(failure);
    // One that takes too long is tried again.
    if (failure?.type !== 'timeout') this.failed(failure);
    if (this.#early !== undefined) this.#telemetry = undefined;
    this.#early = undefined;
    this.#phase = undefined;
    this.#isRuntimeDone = false;
    const now = this.#clock.now();
    this.#writeAll(now, this.#lines.initEnded(now, phase, durationMs, failure));
    if (this.#telemetry !== undefined)
      this.#publish(now, this.#records.initReport(phase, durationMs, failure));
  }

  begun(invocation: Invocation): void {
    const { requestId, tail, traceId } = invocation;
    this.#tail = tail;
    const now = this.#clock.now();
    this.#writeAll(now, this.#lines.begun(now, requestId));
    if (this.#telemetry === undefined) return;
    this.#current = invocation;
    this.#begunAtMs = this.#clock.monotonic();
    this.#spans = new Spans(this.#clock);
    this.#publish(now, this.#records.start(requestId, tracingOf(traceId)));
  }

  /** The answer to the invocation begins to come. */
  responding(): void {
    this.#spans?.responding();
  }

  /** And is there. */
  responded(): void {
    this.#spans?.responded();
  }

  /** The runtime's part of init or of the invocation is over; that of extensions may not be. Once for each of them. */
  runtimeDone(outcome?: Outcome): void {
    if (this.#isRuntimeDone || this.#telemetry === undefined) return;
    this.#isRuntimeDone = true;
    const now = this.#clock.now();
    const [phase, current] = [this.#phase, this.#current];
    if (phase !== undefined) {
      this.#publish(now, this.#records.initRuntimeDone(phase, outcome));
    } else if (current !== undefined && outcome !== undefined) {
      const durationMs = countedMs(this.#clock.monotonic() - this.#begunAtMs, this.#version);
      const extras = { tracing: tracingOf(current.traceId), spans: this.#spans?.runtimeDone() };
      this.#publish(now, this.#records.runtimeDone(current.requestId, outcome, durationMs, extras));
    }
  }

  ended(
    { requestId, traceId }: Invocation,
    outcome: Outcome,
    measured: {
      durationMs: number;
      initMs: number | undefined;
      maxRssKiB: number | undefined;
      /** Whether extensions were told of it. */
      hasExtensions: boolean;
    },
  ): void {
    this.runtimeDone(outcome);
    const now = this.#clock.now();
    const { durationMs, initMs, maxRssKiB } = measured;
    const report = {
      durationMs,
      memoryMiB: this.#version.memoryMiB,
      maxMemoryUsedMiB: isOutOfMemory(outcome)
        ? this.#version.memoryMiB
        : maxRssKiB && Math.ceil(maxRssKiB / 1024),
      initMs,
    };
    this.#writeAll(now, this.#lines.ended(now, requestId, outcome, report));
    if (this.#telemetry !== undefined) {
      const fault = faultText(requestId, outcome);
      if (fault !== undefined) this.#telemetry.publish('platform', now, 'platform.fault', fault);
      this.#telemetry.publish('platform', now, 'platform.end', { requestId });
      const overhead = measured.hasExtensions ? this.#spans?.extensionOverhead() : undefined;
      const spans = overhead && [overhead];
      this.#publish(
        now,
        this.#records.report(requestId, outcome, report, { tracing: tracingOf(traceId), spans }),
      );
    }
    this.#tail = undefined;
    this.#current = undefined;
    this.#spans = undefined;
    this.#isRuntimeDone = false;
  }

  /** Tells the operator of the first of these that went wrong. */
  failed(...outcomes: readonly (Outcome | undefined)[]): void {
    if (this.#isClosing) return;
    const [text] = outcomes.flatMap((outcome) => (outcome && failureText(outcome)) ?? []);
    if (text !== undefined) this.#warnOnce(text);
  }

  /** The platform is about to end it, because of `problem` where there is one. */
  closing(problem?: string): void {
    if (problem !== undefined) this.#warnOnce(problem);
    this.#isClosing = true;
  }

  /** Where an extension stands at the end of init. */
  extension(report: ExtensionReport): void {
    const now = this.#clock.now();
    this.#writeAll(now, this.#lines.extension(now, report));
    this.#telemetry?.publish('platform', now, 'platform.extension', report);
  }

  subscribed(api: TelemetryApiName, name: string, types: readonly string[]): void {
    const now = this.#clock.now();
    this.#writeAll(now, this.#lines.subscribed(now, api, name, types));
    const record = { name, state: 'Subscribed', types };
    this.#telemetry?.publish('platform', now, subscriptionTypes[api], record);
  }

  #publish(timeMs: number, { type, record }: SystemRecord): void {
    this.#telemetry?.publish('platform', timeMs, type, record);
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

/** A line of the log format JSON as its object; any other as it is. */
function parsed(message: string): unknown {
  if (!message.startsWith('{')) return message;
  try {
    return JSON.parse(message);
  } catch {
    return message;
  }
}

/** Whoever is killed for that had all of his memory, and cannot say so any more. */
function isOutOfMemory(outcome: Outcome): boolean {
  return outcome.type === 'exit' && outcome.exit.outOfMemory === true;
}

function faultText(requestId: string, outcome: Outcome): string | undefined {
  if (outcome.type === 'exit')
    return `RequestId: ${requestId} Error: ${exitText(outcome.exit)}\n${exitType(outcome.exit)}`;
  if (outcome.type === 'fault')
    return `RequestId: ${requestId} Error: ${outcome.message}\n${outcome.errorType}`;
  return undefined;
}
