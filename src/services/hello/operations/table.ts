import { notImplemented, type OperationTable } from '#service';
import type { Operations } from '../hello-operations.ts';
import type { HelloRoom } from '../room.ts';
import { createGreeting } from './create-greeting.ts';
import { sayHello } from './say-hello.ts';

/** Leave an operation out, and it does not compile. */
export const helloTable: OperationTable<Operations, HelloRoom> = {
  CreateGreeting: createGreeting,
  SayHello: sayHello,
  TranslateGreeting: notImplemented('greetings are in one language'),
};
