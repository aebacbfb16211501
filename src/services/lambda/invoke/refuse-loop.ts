import type { MetricStore } from '#observe';
import { RecursiveInvocationException } from '../errors.ts';
import type { FunctionRecord } from '../records/function.ts';
import { countEvent } from './event-metrics.ts';
import { isLoop, type Trace } from './trace.ts';

/** Whether an invocation would go on with a loop that its function does not allow. */
export function isStoppedLoop(
  { recursiveLoop }: Pick<FunctionRecord, 'recursiveLoop'>,
  trace: Trace,
): boolean {
  return recursiveLoop !== 'Allow' && isLoop(trace);
}

/** Throws for an invocation that would, and counts it. */
export function refuseLoop(
  metrics: Pick<MetricStore, 'metric'>,
  record: FunctionRecord,
  qualifier: string | undefined,
  trace: Trace,
): void {
  if (!isStoppedLoop(record, trace)) return;
  countEvent(metrics, { ...record, qualifier }, 'RecursiveInvocationsDropped');
  throw new RecursiveInvocationException();
}
