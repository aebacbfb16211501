import type { Operations } from '#models/lambda';
import type { Operation } from '#service';
import { NotImplementedException } from '#wire';
import { RequestTooLargeException } from '../errors.ts';
import { payloadBytesMax } from '../invoke/limits.ts';
import { clientContextOf, eventOf } from '../invoke/payload.ts';
import { refuseUnlessActive } from '../invoke/ready.ts';
import { traceIdOf } from '../invoke/trace.ts';
import { functionArn, permissionOn } from '../names.ts';
import { routedVersion } from '../records/aliases.ts';
import type { LambdaRoom } from '../room.ts';
import { findVersion } from './find.ts';
import { functionPolicy } from './function-policy.ts';

const action = 'lambda:InvokeFunction';

type Input = Operations['Invoke']['input'];
type Output = Operations['Invoke']['output'];

/** What an invocation needs of the room. */
type InvokeRoom = Pick<LambdaRoom, 'functions' | 'invoker' | 'random'>;

/** Runs a function and waits for its result; `DryRun` only says whether it could. */
export const invoke: Operation<InvokeRoom, Input, Output> = {
  fields: ['FunctionName', 'InvocationType', 'LogType', 'ClientContext', 'Payload', 'Qualifier'],
  permission: permissionOn(action),
  resourcePolicy: functionPolicy,
  body: {
    bytesMax: payloadBytesMax,
    tooLarge: () =>
      new RequestTooLargeException(
        `Request must be smaller than ${payloadBytesMax} bytes for the InvokeFunction operation`,
      ),
  },

  async handle({ functions, invoker, random }, input, context) {
    const { record, version, qualifier } = findVersion(
      { functions },
      input,
      context,
      action,
      (found, named) => routedVersion(found, named, random),
    );
    if (input.InvocationType === 'DryRun') return { StatusCode: 204 };
    if (input.InvocationType === 'Event') {
      throw new NotImplementedException(
        'Lambent does not implement InvocationType Event of lambda:Invoke yet.',
      );
    }
    refuseUnlessActive(version);
    const { payload, functionError, logResult, executedVersion } = await invoker.invoke(record, version, {
      requestId: context.requestId,
      payload: eventOf(input.Payload),
      invokedFunctionArn: functionArn(record, qualifier),
      clientContext: clientContextOf(input.ClientContext),
      traceId: traceIdOf(context),
      logTail: input.LogType === 'Tail',
    });
    return {
      StatusCode: 200,
      Payload: payload,
      FunctionError: functionError,
      LogResult: logResult,
      ExecutedVersion: executedVersion,
    };
  },
};
