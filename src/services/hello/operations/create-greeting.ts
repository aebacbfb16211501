import type { Operation } from '#service';
import { GreetingTooLongException, ResourceConflictException } from '../errors.ts';
import type { CreateGreetingRequest, CreateGreetingResponse } from '../hello-operations.ts';
import { greetingCharactersMax } from '../limits.ts';
import { greetingArn } from '../records/greetings.ts';
import type { HelloRoom } from '../room.ts';

/** Keeps how somebody wants to be greeted. Throws GreetingTooLongException, ResourceConflictException. */
export const createGreeting: Operation<HelloRoom, CreateGreetingRequest, CreateGreetingResponse> = {
  fields: ['Name', 'Greeting'],
  permission: (input, context) => ({
    action: 'hello:CreateGreeting',
    resource: greetingArn(context, input.Name),
  }),
  async handle({ greetings, clock }, input, context) {
    if (input.Greeting.length > greetingCharactersMax) {
      throw new GreetingTooLongException(`A greeting has at most ${greetingCharactersMax} characters.`);
    }
    const greeting = { name: input.Name, greeting: input.Greeting, createdAtMs: clock.now() };
    if (!(await greetings.create(context, greeting))) {
      throw new ResourceConflictException(`A greeting for ${input.Name} exists already.`);
    }
    return { GreetingArn: greetingArn(context, input.Name) };
  },
};
