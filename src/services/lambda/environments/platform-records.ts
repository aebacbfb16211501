/** What happens in an environment, as the records that the Telemetry API and the log format JSON have. */
import type { VersionRecord } from '../records/function.ts';
import { exitType, type Outcome } from './outcome.ts';
import type { Measured } from './phase-lines.ts';
import { billedMsOf, type Phase, type RuntimeVersion } from './platform-lines.ts';
import type { Span } from './spans.ts';
import type { InitializationType } from './variables.ts';

/** The level at which a record is logged. */
export type SystemLevel = 'DEBUG' | 'INFO' | 'WARN';
export type SystemRecord = { readonly level: SystemLevel; readonly type: string; readonly record: object };

type Status = { readonly status: 'success' | 'error' | 'timeout'; readonly errorType?: string };

/** Of whom the records tell. */
export type Recorded = {
  readonly id: string;
  readonly functionName: string;
  readonly version: VersionRecord;
  readonly initializationType: InitializationType;
};

/** Source of records and levels: Lambda developer guide, "Telemetry API event schema" and "System log level event mapping". */
export function platformRecords({ id, functionName, version, initializationType }: Recorded) {
  return {
    initStart: (runtime: RuntimeVersion | undefined, phase: Phase): SystemRecord => ({
      level: 'INFO',
      type: 'platform.initStart',
      record: {
        initializationType,
        phase,
        ...(runtime !== undefined && { runtimeVersion: runtime.text, runtimeVersionArn: runtime.arn }),
        functionName,
        functionVersion: version.version,
        instanceId: id,
        instanceMaxMemory: version.memoryMiB * 1024 ** 2,
      },
    }),
    initRuntimeDone(phase: Phase, failure?: Outcome): SystemRecord {
      const status = statusOf(failure);
      const record = { initializationType, phase, ...status };
      return { level: levelOf(status, 'DEBUG'), type: 'platform.initRuntimeDone', record };
    },
    initReport(phase: Phase, durationMs: number, failure?: Outcome): SystemRecord {
      const status = statusOf(failure);
      const metrics = { durationMs: round(durationMs) };
      const record = { initializationType, phase, ...status, metrics };
      return { level: levelOf(status, 'DEBUG'), type: 'platform.initReport', record };
    },
    start: (requestId: string, tracing?: Tracing): SystemRecord => ({
      level: 'INFO',
      type: 'platform.start',
      record: { requestId, version: version.version, tracing },
    }),
    /** Spans are the Telemetry API's alone. */
    runtimeDone(
      requestId: string,
      outcome: Outcome,
      durationMs: number,
      { tracing, spans }: Extras = {},
    ): SystemRecord {
      const status = statusOf(outcome);
      const producedBytes = producedBytesOf(outcome);
      const metrics = { durationMs: round(durationMs), producedBytes };
      const record = { requestId, ...status, metrics, spans, tracing };
      return { level: levelOf(status, 'DEBUG'), type: 'platform.runtimeDone', record };
    },
    report(
      requestId: string,
      outcome: Outcome,
      measured: Measured,
      { tracing, spans }: Extras = {},
    ): SystemRecord {
      const status = statusOf(outcome);
      const metrics = {
        durationMs: round(measured.durationMs),
        billedDurationMs: billedMsOf(measured),
        memorySizeMB: measured.memoryMiB,
        maxMemoryUsedMB: measured.maxMemoryUsedMiB,
        initDurationMs: measured.initMs === undefined ? undefined : round(measured.initMs),
      };
      const record = { requestId, metrics, ...status, spans, tracing };
      return { level: levelOf(status, 'INFO'), type: 'platform.report', record };
    },
  };
}

function producedBytesOf(outcome: Outcome): number {
  if (outcome.type === 'streamed') return outcome.producedBytes;
  return outcome.type === 'response' ? outcome.body.byteLength : 0;
}

type Extras = { readonly tracing?: Tracing | undefined; readonly spans?: readonly Span[] | undefined };

/** The invocation's trace, where it has one. */
export type Tracing = { readonly type: 'X-Amzn-Trace-Id'; readonly value: string };

export function tracingOf(traceId: string | undefined): Tracing | undefined {
  return traceId === undefined ? undefined : { type: 'X-Amzn-Trace-Id', value: traceId };
}

function levelOf({ status }: Status, ofSuccess: SystemLevel): SystemLevel {
  return status === 'success' ? ofSuccess : 'WARN';
}

function statusOf(outcome: Outcome | undefined): Status {
  switch (outcome?.type) {
    case 'error':
    case 'fault':
      return { status: 'error', errorType: outcome.errorType };
    case 'response-too-large':
      return { status: 'error', errorType: 'Function.ResponseSizeTooLarge' };
    case 'timeout':
      return { status: 'timeout' };
    case 'exit':
      return { status: 'error', errorType: exitType(outcome.exit) };
    default:
      return { status: 'success' };
  }
}

/** Microseconds are what a duration means anything to. */
function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
