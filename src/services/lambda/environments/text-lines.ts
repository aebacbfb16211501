import type { VersionRecord } from '../records/function.ts';
import { exitText, exitType, type Outcome } from './outcome.ts';
import type { PhaseLines } from './phase-lines.ts';
import {
  endLine,
  exitedLine,
  type Failure,
  initReportLine,
  initStartLine,
  reportLine,
  startLine,
  timedOutLine,
} from './platform-lines.ts';

/** The log format Text. */
export function textLines({ version, timeoutSeconds }: VersionRecord): PhaseLines {
  return {
    // An init inside an invocation has none. Observed 2024-05, a log with both inits of one environment.
    initStarted: (_nowMs, runtime, phase) =>
      runtime === undefined || phase === 'invoke' ? [] : [initStartLine(runtime)],
    initEnded(_nowMs, phase, durationMs, failed) {
      if (failed === undefined) return [];
      const errorType = failed.type === 'error' ? failed.errorType : 'Runtime.Unknown';
      return [initReportLine(durationMs, phase, failureOf(failed) ?? { status: 'error', errorType })];
    },
    begun: (_nowMs, requestId) => [startLine(requestId, version)],
    ended(nowMs, requestId, outcome, measured) {
      const lines: string[] = [];
      if (outcome.type === 'timeout') lines.push(timedOutLine(nowMs, requestId, timeoutSeconds));
      if (outcome.type === 'exit')
        lines.push(exitedLine(requestId, exitText(outcome.exit), exitType(outcome.exit)));
      if (outcome.type === 'fault') lines.push(exitedLine(requestId, outcome.message, outcome.errorType));
      lines.push(endLine(requestId), reportLine({ requestId, ...measured, failure: failureOf(outcome) }));
      return lines;
    },
    extension: (_nowMs, { name, state, events, errorType }) => [
      `EXTENSION\tName: ${name}\tState: ${state}\tEvents: [${events.join(', ')}]${errorType === undefined ? '' : `\tError Type: ${errorType}`}\n`,
    ],
    subscribed: (_nowMs, api, name, types) => [
      `${api.toUpperCase()}\tName: ${name}\tState: Subscribed\tTypes: [${types.map(titled).join(', ')}]\n`,
    ],
  };
}

/** What REPORT says: a handler's own error and a response too large are no failures of the invocation. */
function failureOf(outcome: Outcome): Failure | undefined {
  if (outcome.type === 'timeout') return { status: 'timeout' };
  if (outcome.type === 'exit') return { status: 'error', errorType: exitType(outcome.exit) };
  if (outcome.type === 'fault') return { status: 'error', errorType: outcome.errorType };
  return undefined;
}

function titled(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
