import type { Operations } from '#models/lambda';
import type { Operation } from '#service';
import { eventBytesMax } from '../../invoke/limits.ts';
import { payloadTooLarge } from '../../invoke/payload.ts';
import { permissionOn } from '../../names.ts';
import type { LambdaRoom } from '../../room.ts';
import { functionPolicy } from '../function-policy.ts';
import { acceptEvent, findInvocable, invokeAction } from '../invocation.ts';

type Room = Pick<LambdaRoom, 'functions' | 'random'> & {
  readonly asyncInvocations: Pick<LambdaRoom['asyncInvocations'], 'accept'>;
};

/** What `Invoke` with the type `Event` took the place of. */
export const invokeAsync: Operation<
  Room,
  Operations['InvokeAsync']['input'],
  Operations['InvokeAsync']['output']
> = {
  fields: ['FunctionName', 'InvokeArgs'],
  permission: permissionOn(invokeAction),
  resourcePolicy: functionPolicy,
  body: { bytesMax: eventBytesMax, tooLarge: () => payloadTooLarge(eventBytesMax, 'InvokeAsync') },

  async handle(room, input, context) {
    await acceptEvent(room, findInvocable(room, input, context), { Payload: input.InvokeArgs }, context);
    return { Status: 202 };
  },
};
