import { type Document, RevisionMismatch } from '#fabric';
import { TooManyRequestsException } from '../errors.ts';
import { writeAttemptsMax } from '../limits.ts';
import type { FunctionRecord } from '../records/function.ts';
import type { FunctionId } from '../records/functions.ts';
import { takeCodeStorage } from './account-limits.ts';
import type { ControlRoom } from './control-room.ts';

/**
 * Asks `next` what a function should become and writes that, anew whenever somebody else wrote in between. `next` throws what it has
 * against the record it sees, and returns undefined to leave it alone.
 */
export async function changeFunction<Next extends FunctionRecord | undefined>(
  room: ControlRoom,
  id: FunctionId,
  next: (found: FunctionRecord | undefined) => Next,
): Promise<Next> {
  return overtaking(room, id, async (found) => {
    const record = next(found?.value);
    if (record !== undefined) await put(room, record, found?.revision ?? 0);
    return record;
  });
}

/** As `changeFunction`, for a change that has more to say than the record. One that leaves the record alone writes nothing. */
export async function makeChange<Change extends { readonly record: FunctionRecord }>(
  room: ControlRoom,
  id: FunctionId,
  next: (found: FunctionRecord | undefined) => Change,
): Promise<Change> {
  return overtaking(room, id, async (found) => {
    const change = next(found?.value);
    if (change.record !== found?.value) await put(room, change.record, found?.revision ?? 0);
    return change;
  });
}

/** Counts the record's code against its account while it is written, so that racing writes cannot pass the limit together. */
async function put(room: ControlRoom, record: FunctionRecord, expectedRevision: number): Promise<void> {
  const release = takeCodeStorage(room, record);
  try {
    await room.functions.put(record, expectedRevision);
  } finally {
    release();
  }
}

/** Runs `write` until no other write of the same function comes in between, within a bound. */
export async function overtaking<T>(
  room: ControlRoom,
  { account, region, name }: FunctionId,
  write: (found: Document<FunctionRecord> | undefined) => Promise<T>,
): Promise<T> {
  return untilNotOvertaken(() => write(room.functions.find(account, region, name)));
}

/** Runs `write`, which looks up what it changes, until no other write comes in between. */
export async function untilNotOvertaken<T>(write: () => Promise<T>): Promise<T> {
  for (let attempt = 0; attempt < writeAttemptsMax; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof RevisionMismatch)) throw error;
    }
  }
  throw new TooManyRequestsException('CallerRateLimitExceeded', 'Rate exceeded');
}
