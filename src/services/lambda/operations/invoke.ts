import type { Operations } from '#models/lambda';
import type { Operation } from '#service';
import { countEvent } from '../async/event-metrics.ts';
import { RecursiveInvocationException } from '../errors.ts';
import { payloadBytesMax } from '../invoke/limits.ts';
import { clientContextOf, eventOf } from '../invoke/payload.ts';
import { refuseUnlessActive } from '../invoke/ready.ts';
import { isLoop, traceOf } from '../invoke/trace.ts';
import { functionArn, permissionOn } from '../names.ts';
import type { LambdaRoom } from '../room.ts';
import { functionPolicy } from './function-policy.ts';
import { acceptEvent, answerHeaders, findInvocable, invokeAction, payloadTooLarge } from './invocation.ts';

type Input = Operations['Invoke']['input'];
type Output = Operations['Invoke']['output'];

/** What an invocation needs of the room. */
type InvokeRoom = Pick<LambdaRoom, 'functions' | 'invoker' | 'metrics' | 'random'> & {
  readonly asyncInvocations: Pick<LambdaRoom['asyncInvocations'], 'accept'>;
};

/** Runs a function and waits for its result; `Event` puts it in the queue, and `DryRun` only says whether it could. */
export const invoke: Operation<InvokeRoom, Input, Output> = {
  fields: ['FunctionName', 'InvocationType', 'LogType', 'ClientContext', 'Payload', 'Qualifier'],
  permission: permissionOn(invokeAction),
  resourcePolicy: functionPolicy,
  body: { bytesMax: payloadBytesMax, tooLarge: () => payloadTooLarge(payloadBytesMax, 'InvokeFunction') },

  async handle(room, input, context) {
    const found = findInvocable(room, input, context);
    const { record, version, qualifier } = found;
    if (input.InvocationType === 'DryRun') return { StatusCode: 204 };
    if (input.InvocationType === 'Event') {
      await acceptEvent(room, found, input, context);
      return { StatusCode: 202 };
    }
    refuseUnlessActive(version);
    const trace = traceOf(context, record);
    if (isLoop(trace) && record.recursiveLoop !== 'Allow') {
      countEvent(room.metrics, { ...record, qualifier }, 'RecursiveInvocationsDropped');
      throw new RecursiveInvocationException();
    }
    const { payload, functionError, logResult, executedVersion } = await room.invoker.invoke(
      record,
      version,
      {
        requestId: context.requestId,
        payload: eventOf(input.Payload),
        invokedFunctionArn: functionArn(record, qualifier),
        clientContext: clientContextOf(input.ClientContext),
        traceId: trace.header,
        logTail: input.LogType === 'Tail',
      },
    );
    answerHeaders(context, trace.header);
    return {
      StatusCode: 200,
      Payload: payload,
      FunctionError: functionError,
      LogResult: logResult,
      ExecutedVersion: executedVersion,
    };
  },
};
