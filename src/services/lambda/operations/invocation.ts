/** What Invoke, InvokeAsync and InvokeWithResponseStream have in common. */

import type { MetricStore } from '#observe';
import type { CallContext } from '#service';
import type { InvokeRequest } from '../invoke/invoke.ts';
import { eventBytesMax } from '../invoke/limits.ts';
import { clientContextOf, eventOf, payloadTooLarge } from '../invoke/payload.ts';
import { refuseUnlessActive } from '../invoke/ready.ts';
import { refuseLoop } from '../invoke/refuse-loop.ts';
import { traceOf } from '../invoke/trace.ts';
import { functionArn } from '../names.ts';
import { routedVersion } from '../records/aliases.ts';
import type { LambdaRoom } from '../room.ts';
import { type FoundVersion, findVersion } from './find.ts';

export const invokeAction = 'lambda:InvokeFunction';

type Naming = { readonly FunctionName: string; readonly Qualifier?: string | undefined };
type Given = { readonly Payload?: Uint8Array | undefined; readonly ClientContext?: string | undefined };
type Synchronous = Given & { readonly LogType?: string | undefined };

/** The version that an invocation runs, chance deciding where an alias has two; throws AWS's 404. */
export function findInvocable(
  { functions, random }: Pick<LambdaRoom, 'functions' | 'random'>,
  input: Naming,
  context: CallContext,
): FoundVersion {
  return findVersion({ functions }, input, context, invokeAction, (record, qualifier) =>
    routedVersion(record, qualifier, random),
  );
}

/** What runs a version while its caller waits. Throws if the version does not run now, or is invoked in a loop. */
export function synchronousRequest(
  { metrics }: { readonly metrics: MetricStore },
  { record, version, qualifier }: FoundVersion,
  { Payload, ClientContext, LogType }: Synchronous,
  context: CallContext,
): InvokeRequest & { readonly traceId: string } {
  refuseUnlessActive(version);
  const trace = traceOf(context, record);
  refuseLoop(metrics, record, qualifier, trace);
  return {
    requestId: context.requestId,
    payload: eventOf(Payload),
    invokedFunctionArn: functionArn(record, qualifier),
    clientContext: clientContextOf(ClientContext),
    traceId: trace.header,
    logTail: LogType === 'Tail',
  };
}

/** Queues an event for the function; it is durable when this resolves. */
export async function acceptEvent(
  { asyncInvocations }: { readonly asyncInvocations: Pick<LambdaRoom['asyncInvocations'], 'accept'> },
  { record, version, qualifier }: FoundVersion,
  { Payload, ClientContext }: Given,
  context: CallContext,
): Promise<void> {
  if ((Payload?.length ?? 0) > eventBytesMax) throw payloadTooLarge(eventBytesMax, 'InvokeFunction');
  refuseUnlessActive(version);
  const payload = eventOf(Payload);
  const clientContext = clientContextOf(ClientContext);
  const { account, region, name } = record;
  const { header } = traceOf(context, record);
  await asyncInvocations.accept({
    account,
    region,
    name,
    ...(qualifier === undefined ? {} : { qualifier }),
    requestId: context.requestId,
    acceptedAtMs: context.receivedAtMs,
    traceHeader: header,
    ...(clientContext === undefined ? {} : { clientContext }),
    payload,
    runs: 0,
  });
  answerHeaders(context, header);
}

/** Quirk: a client is to take the length as it is, in which nothing stands. Observed on every answered invocation. */
export function answerHeaders({ responseHeaders }: CallContext, traceHeader: string): void {
  responseHeaders?.push('X-Amzn-Remapped-Content-Length', '0', 'X-Amzn-Trace-Id', traceHeader);
}

/** A streamed answer has no length. */
export function streamHeaders({ responseHeaders }: CallContext, traceHeader: string): void {
  responseHeaders?.push('X-Amzn-Trace-Id', traceHeader);
}
