import { accountConcurrencyMax } from '../environments/limits.ts';
import { CodeStorageExceededException, ConcurrencyLimitException } from '../errors.ts';
import { codeStorageBytesMax, unreservedConcurrencyMin } from '../limits.ts';
import type { AccountUsage, Countable } from '../records/accounts.ts';
import type { FunctionRecord } from '../records/function.ts';
import type { ControlRoom } from './control-room.ts';

type Room = Pick<ControlRoom, 'functions'>;

/**
 * Takes the room that the code of a function or a layer needs, until the returned function is called: after `next` was written, or was not. Throws
 * AWS's error where there is not enough; what needs no more than before is never refused.
 */
export function takeCodeStorage(room: Room, next: Countable): () => void {
  return take(room, next, ({ codeBytes }, before) => {
    if (codeBytes > before.codeBytes && codeBytes > codeStorageBytesMax)
      throw new CodeStorageExceededException();
  });
}

/** The same for reserved concurrency, of which a hundred must be left. */
export function takeConcurrency(room: Room, next: FunctionRecord): () => void {
  return take(room, next, ({ reservedConcurrency: reserved }, before) => {
    if (reserved <= before.reservedConcurrency) return;
    if (accountConcurrencyMax - reserved >= unreservedConcurrencyMin) return;
    throw new ConcurrencyLimitException(
      `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${unreservedConcurrencyMin}].`,
    );
  });
}

function take(
  { functions: { accounts } }: Room,
  next: Countable,
  check: (after: AccountUsage, before: AccountUsage) => void,
): () => void {
  const before = accounts.usage(next);
  const release = accounts.hold(next);
  try {
    check(accounts.usage(next), before);
    return release;
  } catch (error) {
    release();
    throw error;
  }
}
