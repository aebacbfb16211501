/** The log format JSON: the platform's events as the records that the Telemetry API has, one JSON text an event. */
import type { JsonLogging } from '../records/function.ts';
import type { PhaseLines } from './phase-lines.ts';
import { platformRecords, type Recorded, type SystemLevel, type SystemRecord } from './platform-records.ts';

const systemLevels: readonly SystemLevel[] = ['DEBUG', 'INFO', 'WARN'];
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

/** What a subscription's record is called. */
export const subscriptionTypes = {
  Telemetry: 'platform.telemetrySubscription',
  Logs: 'platform.logsSubscription',
} as const;

export function jsonLines(environment: Recorded, { systemLevel }: JsonLogging): PhaseLines {
  const records = platformRecords(environment);
  const lines = (nowMs: number, ...happened: readonly SystemRecord[]): readonly string[] =>
    happened
      .filter(({ level }) => systemLevels.indexOf(level) >= systemLevels.indexOf(systemLevel))
      .map(({ type, record }) => lineOf(nowMs, type, record));
  return {
    initStarted: (nowMs, runtime, phase) => lines(nowMs, records.initStart(runtime, phase)),
    initEnded: (nowMs, phase, durationMs, failure) =>
      lines(nowMs, records.initRuntimeDone(phase, failure), records.initReport(phase, durationMs, failure)),
    begun: (nowMs, requestId) => lines(nowMs, records.start(requestId)),
    ended: (nowMs, requestId, outcome, measured) =>
      lines(
        nowMs,
        records.runtimeDone(requestId, outcome, measured.durationMs),
        records.report(requestId, outcome, measured),
      ),
    extension: (nowMs, { name, state, events, errorType }) =>
      lines(nowMs, {
        level: errorType === undefined ? 'INFO' : 'WARN',
        type: 'platform.extension',
        record: { name, state, events, errorType },
      }),
    subscribed: (nowMs, api, name, types) =>
      lines(nowMs, {
        level: 'INFO',
        type: subscriptionTypes[api],
        record: { name, state: 'Subscribed', types },
      }),
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

function lineOf(nowMs: number, type: string, record: object): string {
  return `${JSON.stringify({ time: new Date(nowMs).toISOString(), type, record })}\n`;
}
