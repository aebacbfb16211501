/** What CloudWatch's namespace AWS/Lambda has of asynchronous invocation, of loops and of deployments. Source: Lambda developer guide, "Types of metrics for Lambda functions". */
import type { MetricStore } from '#observe';
import type { FunctionId } from '../records/functions.ts';

type Counted =
  /** Queued events. */
  | 'AsyncEventsReceived'
  /** Events that ended without success. */
  | 'AsyncEventsDropped'
  /** Invocations that were not made because they would have gone on with a loop. */
  | 'RecursiveInvocationsDropped'
  /** Each time that a dead-letter queue or a destination could not be told of an event. */
  | 'DeadLetterErrors'
  | 'DestinationDeliveryFailures'
  /** Code taken though it is not trusted. Source: API reference, CodeSigningPolicies. */
  | 'SignatureValidationErrors';

type Store = Pick<MetricStore, 'metric'>;
type Invoked = FunctionId & { readonly qualifier?: string | undefined };

export function countEvent(store: Store, invoked: Invoked, name: Counted): void {
  metricOf(store, invoked, name, 'count').add(1);
}

/** How long an event had been queued when its function was run. */
export function measureAge(store: Store, invoked: Invoked, ageMs: number): void {
  metricOf(store, invoked, 'AsyncEventAge', 'duration').add(ageMs);
}

function metricOf(
  store: Store,
  { account, region, name: FunctionName, qualifier }: Invoked,
  name: Counted | 'AsyncEventAge',
  kind: 'count' | 'duration',
) {
  const dimensions = {
    FunctionName,
    Resource: qualifier === undefined ? FunctionName : `${FunctionName}:${qualifier}`,
  };
  return store.metric({ account, region, namespace: 'AWS/Lambda', name, kind, dimensions });
}
