import type { CallContext, ServiceDependencies } from '#service';
import { AwsError } from '#wire';
import { executionRole } from '../execution-role.ts';
import { countEvent } from '../invoke/event-metrics.ts';
import { handOverOf } from './hand-over.ts';
import type { Ended } from './invocation-record.ts';
import { labelsOf, type Target } from './queued-event.ts';

type Parts = Pick<ServiceDependencies, 'clock' | 'random' | 'log' | 'metrics' | 'call' | 'endpoint'>;

/** Any operation of any service: which ones there are depends on where an event goes. */
type AnyCall = (service: string, operation: string, input: object, context: CallContext) => Promise<unknown>;

/**
 * Tells one destination or dead-letter queue of an event's end, as the function's role. False where it is worth trying again; what stays
 * wrong however often it is tried is logged.
 */
export async function tell(parts: Parts, target: Target, ended: Ended, role: string): Promise<boolean> {
  const call = parts.call as unknown as AnyCall;
  try {
    const { service, operation, region, input } = handOverOf(target, ended, parts.random.uuid());
    const output = await call(service, operation, input, contextOf(parts, ended, region, role));
    if (!hasFailedEntries(output)) return true;
    countFailure(parts, target, ended);
    return false;
  } catch (error) {
    countFailure(parts, target, ended);
    const isFinal = isRefusal(error);
    const what = isFinal
      ? 'an event has ended and its target refuses to hear of it'
      : 'a target does not answer';
    parts.log.warn(what, { ...labelsOf(ended), target: target.arn, error: String(error) });
    return isFinal;
  }
}

function countFailure({ metrics }: Parts, { type }: Target, ended: Ended): void {
  countEvent(metrics, ended, type === 'destination' ? 'DestinationDeliveryFailures' : 'DeadLetterErrors');
}

function contextOf(
  { random, clock, endpoint, log }: Parts,
  ended: Ended,
  region: string,
  role: string,
): CallContext {
  return {
    requestId: random.uuid(),
    account: ended.account,
    region,
    caller: executionRole(ended, role),
    receivedAtMs: clock.now(),
    traceId: ended.traceHeader,
    endpoint: endpoint(),
    wouldDeny: (reason) =>
      log.warn('AWS would not let the function tell of an event', { ...labelsOf(ended), reason }),
  };
}

/** A permission, a name, a size. A throttle passes, and so does a conflict, as with a function that is still being made. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof AwsError) || error.status === 409 || error.status === 429) return false;
  return error.status < 500 || error.status === 501;
}

/** EventBridge answers 200 also for entries that it did not take. */
function hasFailedEntries(output: unknown): boolean {
  const { FailedEntryCount: failed = 0 } = (output ?? {}) as { readonly FailedEntryCount?: number };
  return failed > 0;
}
