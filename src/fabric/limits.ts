/**
 * What every driver refuses with `FabricLimit`, so that nothing written on one engine is too large for another. The numbers
 * come from the weakest engine for each: LMDB keys end at 1,978 bytes, NATS messages default to 1 MB with small ones advised.
 */

/** Parts of one key. */
export const keyPartsMax = 8;

/** UTF-8 bytes of one part of a key. */
export const keyPartBytesMax = 255;

/** Characters of a whole key as `encodeKey` writes it: always enough for 590 UTF-8 bytes in all parts together. */
export const encodedKeyCharactersMax = 1_780;

/** Bytes of one value of the kv; anything larger is a blob. */
export const valueBytesMax = 64 * 1024;

/** Bytes of a queued message's body; a larger one is a blob that the message names. */
export const messageBytesMax = 64 * 1024;

/** UTF-8 bytes of the key that a queue is fair by: room for any ARN of a qualified function. */
export const queueKeyBytesMax = 512;

/** Keys of one queue that have messages waiting or in flight. */
export const queueKeysMax = 100_000;

/** Messages of one key that a queue holds in memory; the others wait in the store. */
export const queueWindowMessagesMax = 64;

/** Bodies that are read at a time when all of a queue's are asked for. */
export const queueBodiesPage = 100;

/** Unsettled deliveries that one consumer may ask for. */
export const queueInFlightMax = 10_000;

/** Entries of one scan. A scan without a limit that finds more is refused, never cut short in silence. */
export const scanEntriesMax = 100_000;

/** Entries that a mirror loads at a time. */
export const mirrorPageEntries = 1_000;

/** The longest delay, lease or acknowledgement wait: AWS's longest wait of that kind is 14 days (SQS retention). */
export const waitMsMax = 14 * 24 * 60 * 60 * 1000;

/** Tries to change a lease that others change at the same time. */
export const leaseAttemptsMax = 16;

/** Names of buckets and queues: what a NATS stream may be called. */
export const namePattern = /^[a-z0-9][a-z0-9-]{0,47}$/;

/** Reads of a document whose blob goes away because it is being changed. */
export const documentReadAttemptsMax = 4;
