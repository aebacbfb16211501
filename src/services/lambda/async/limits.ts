/** Asynchronous invocation. Source: Lambda developer guide, "How Lambda handles errors and retries with asynchronous invocation". */

/** Where no event invoke configuration says otherwise. */
export const defaultRetries = 2;
export const defaultAgeSecondsMax = 21_600;

/** After the first failed run of a function, and after the second. */
export const functionErrorDelaysMs: readonly number[] = [60_000, 120_000];

/** After a throttle or a fault of the platform: doubled with each, up to the longest. */
export const backoffMinMs = 1_000;
export const backoffMaxMs = 300_000;

/** Events waiting in the queue. Ours: AWS names no bound, and this is a disk's, not a region's. */
export const queuedEventsMax = 1_000_000;

/** Places for events that are being run at once, on machines with fewer environments too. Ours: so that a third function finds one. */
export const inFlightMin = 3;

/**
 * When an event is taken again that nobody has settled. Ours: longer than the longest run with its wait for an environment, its init and
 * the delivery of its record. A restart takes it again at once.
 */
export const ackWaitMs = 20 * 60_000;

/** How long the record of an ended event is offered to a destination that does not take it. Ours. */
export const handOverMsMax = 3_600_000;

/**
 * What destinations take; a record of a failure that is larger is sent without its payloads. Source: quotas of SQS, SNS, EventBridge and
 * Lambda (2025-11); API reference, `OnFailure`.
 */
export const recordBytesMax = { lambda: 1_048_576, sqs: 1_048_576, sns: 262_144, events: 262_144 } as const;

/** The message attribute `ErrorMessage` of a dead letter. Source: developer guide, "Dead-letter queues". */
export const deadLetterErrorBytesMax = 1_024;
