/** What happens to an event next: pure, so that six hours of retries are a table in a test. */
import { backoffMaxMs, backoffMinMs, functionErrorDelaysMs } from './limits.ts';

/** How an event ended, in the words of AWS's invocation record; `RecursiveInvocation` is ours, since none was recorded. */
export type Condition =
  | 'Success'
  | 'RetriesExhausted'
  | 'EventAgeExceeded'
  | 'ZeroReservedConcurrency'
  | 'RecursiveInvocation';

export type Step =
  | { readonly type: 'end'; readonly condition: Condition }
  /** After a run of the function, which counts. */
  | { readonly type: 'rerun'; readonly delayMs: number }
  /** The event stays as it was. */
  | { readonly type: 'wait'; readonly delayMs: number };

export type Settings = { readonly retriesMax: number; readonly ageMsMax: number };

/** Whether an event ends without being run; undefined if it is to be run now. */
export function stepBefore(event: {
  readonly ageMs: number;
  readonly ageMsMax: number;
  readonly reservedConcurrency: number | undefined;
  readonly isStoppedLoop: boolean;
}): Step | undefined {
  if (event.reservedConcurrency === 0) return { type: 'end', condition: 'ZeroReservedConcurrency' };
  if (event.isStoppedLoop) return { type: 'end', condition: 'RecursiveInvocation' };
  if (event.ageMs >= event.ageMsMax) return { type: 'end', condition: 'EventAgeExceeded' };
  return undefined;
}

/** After the function ran, for the `runs`-th time. A retry that would come too late is not waited for. Observed 2025-11. */
export function stepAfterRun(
  run: { readonly failed: boolean; readonly runs: number; readonly ageMs: number },
  { retriesMax, ageMsMax }: Settings,
): Step {
  if (!run.failed) return { type: 'end', condition: 'Success' };
  if (run.runs > retriesMax) return { type: 'end', condition: 'RetriesExhausted' };
  const delayMs = functionErrorDelaysMs[Math.min(run.runs, functionErrorDelaysMs.length) - 1] ?? 0;
  if (run.ageMs + delayMs >= ageMsMax) return { type: 'end', condition: 'EventAgeExceeded' };
  return { type: 'rerun', delayMs };
}

/** After a throttle or a fault of the platform, for the `tries`-th time in a row. It uses up no retries. */
export function stepAfterRefusal(
  { tries, ageMs }: { readonly tries: number; readonly ageMs: number },
  { ageMsMax }: Pick<Settings, 'ageMsMax'>,
): Step {
  return { type: 'wait', delayMs: Math.max(0, Math.min(backoffMs(tries), ageMsMax - ageMs)) };
}

/** 1 s, 2 s, 4 s, … 5 min. */
export function backoffMs(tries: number): number {
  return Math.min(backoffMinMs * 2 ** Math.max(0, tries - 1), backoffMaxMs);
}
