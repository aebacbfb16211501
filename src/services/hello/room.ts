import type { Clock } from '#ambient';
import type { Greetings } from './records/greetings.ts';

/** What every operation of this service works with. */
export type HelloRoom = { readonly greetings: Greetings; readonly clock: Clock };
