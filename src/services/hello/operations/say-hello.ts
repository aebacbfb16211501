import type { Operation } from '#service';
import { ResourceNotFoundException } from '../errors.ts';
import type { SayHelloRequest, SayHelloResponse } from '../hello-operations.ts';
import { greetingArn } from '../records/greetings.ts';
import type { HelloRoom } from '../room.ts';

/** Greets somebody the way they want it. Throws ResourceNotFoundException. */
export const sayHello: Operation<HelloRoom, SayHelloRequest, SayHelloResponse> = {
  fields: ['Name'],
  permission: (input, context) => ({ action: 'hello:SayHello', resource: greetingArn(context, input.Name) }),
  async handle({ greetings }, input, context) {
    const found = await greetings.find(context, input.Name);
    if (found === undefined) throw new ResourceNotFoundException(`There is no greeting for ${input.Name}.`);
    return { Text: `${found.greeting}, ${found.name}!` };
  },
};
