/** The log format JSON: the platform's events as the records that the Telemetry API has, one JSON text an event. */
import type { JsonLogging, VersionRecord } from '../records/function.ts';
import { exitType, type Outcome } from './outcome.ts';
import type { PhaseLines } from './phase-lines.ts';
import { billedMsOf } from './platform-lines.ts';

const initializationType = 'on-demand';
const systemLevels = ['DEBUG', 'INFO', 'WARN'] as const;
/** Python says WARNING and CRITICAL. */
const applicationRanks: Readonly<Record<string, number>> & Record<JsonLogging['applicationLevel'], number> = {
  TRACE: 0,
  DEBUG: 1,
  INFO: 2,
  WARN: 3,
  WARNING: 3,
  ERROR: 4,
  FATAL: 5,
  CRITICAL: 5,
};

type SystemLevel = (typeof systemLevels)[number];

/** Source of records and levels: Lambda developer guide, "Telemetry API event schema" and "System log level event mapping". */
export function jsonLines(
  environment: { readonly id: string; readonly functionName: string; readonly version: VersionRecord },
  { systemLevel }: JsonLogging,
): PhaseLines {
  const { id, functionName, version } = environment;
  const lines = (nowMs: number, ...records: readonly SystemRecord[]): readonly string[] =>
    records
      .filter(({ level }) => systemLevels.indexOf(level) >= systemLevels.indexOf(systemLevel))
      .map(({ type, record }) => lineOf(nowMs, type, record));
  return {
    initStarted: (nowMs, runtime, phase) =>
      lines(nowMs, {
        level: 'INFO',
        type: 'platform.initStart',
        record: {
          initializationType,
          phase,
          runtimeVersion: runtime.text,
          runtimeVersionArn: runtime.arn,
          functionName,
          functionVersion: version.version,
          instanceId: id,
          instanceMaxMemory: version.memoryMiB * 1024 ** 2,
        },
      }),
    initEnded(nowMs, phase, durationMs, failure) {
      const status = statusOf(failure);
      const level = levelOf(status, 'DEBUG');
      const record = { initializationType, phase, ...status };
      return lines(
        nowMs,
        { level, type: 'platform.initRuntimeDone', record },
        {
          level,
          type: 'platform.initReport',
          record: { ...record, metrics: { durationMs: round(durationMs) } },
        },
      );
    },
    begun: (nowMs, requestId) =>
      lines(nowMs, {
        level: 'INFO',
        type: 'platform.start',
        record: { requestId, version: version.version },
      }),
    ended(nowMs, requestId, outcome, measured) {
      const status = statusOf(outcome);
      const durationMs = round(measured.durationMs);
      const producedBytes = outcome.type === 'response' ? outcome.body.byteLength : 0;
      const metrics = {
        durationMs,
        billedDurationMs: billedMsOf(measured),
        memorySizeMB: measured.memoryMiB,
        maxMemoryUsedMB: measured.maxMemoryUsedMiB,
        initDurationMs: measured.initMs === undefined ? undefined : round(measured.initMs),
      };
      return lines(
        nowMs,
        {
          level: levelOf(status, 'DEBUG'),
          type: 'platform.runtimeDone',
          record: { requestId, ...status, metrics: { durationMs, producedBytes } },
        },
        {
          level: levelOf(status, 'INFO'),
          type: 'platform.report',
          record: { requestId, metrics, ...status },
        },
      );
    },
  };
}

/**
 * Whether a line of the function is logged. A JSON object without a level that is known counts as INFO; what is no JSON object
 * always is. The runtimes filter their own loggers; this is for what functions print themselves.
 */
export function passes(message: string, { applicationLevel }: JsonLogging): boolean {
  if (!message.startsWith('{')) return true;
  let level: unknown;
  try {
    level = (JSON.parse(message) as { readonly level?: unknown }).level;
  } catch {
    return true;
  }
  const rank = applicationRanks[String(level).toUpperCase()] ?? applicationRanks.INFO;
  return rank >= applicationRanks[applicationLevel];
}

type SystemRecord = { readonly level: SystemLevel; readonly type: string; readonly record: object };
type Status = { readonly status: 'success' | 'error' | 'timeout'; readonly errorType?: string };

function lineOf(nowMs: number, type: string, record: object): string {
  return `${JSON.stringify({ time: new Date(nowMs).toISOString(), type, record })}\n`;
}

function levelOf({ status }: Status, ofSuccess: SystemLevel): SystemLevel {
  return status === 'success' ? ofSuccess : 'WARN';
}

function statusOf(outcome: Outcome | undefined): Status {
  switch (outcome?.type) {
    case 'error':
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
