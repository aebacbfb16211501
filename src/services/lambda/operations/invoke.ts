import type { Operations } from '#models/lambda';
import type { Operation } from '#service';
import { payloadBytesMax } from '../invoke/limits.ts';
import { payloadTooLarge } from '../invoke/payload.ts';
import { permissionOn } from '../names.ts';
import type { LambdaRoom } from '../room.ts';
import { functionPolicy } from './function-policy.ts';
import { acceptEvent, answerHeaders, findInvocable, invokeAction, synchronousRequest } from './invocation.ts';

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
    if (input.InvocationType === 'DryRun') return { StatusCode: 204 };
    if (input.InvocationType === 'Event') {
      await acceptEvent(room, found, input, context);
      return { StatusCode: 202 };
    }
    const request = synchronousRequest(room, found, input, context);
    const { payload, functionError, logResult, executedVersion } = await room.invoker.invoke(
      found.record,
      found.version,
      request,
    );
    answerHeaders(context, request.traceId);
    return {
      StatusCode: 200,
      Payload: payload,
      FunctionError: functionError,
      LogResult: logResult,
      ExecutedVersion: executedVersion,
    };
  },
};
