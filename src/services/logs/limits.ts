/** CloudWatch Logs' quotas. Source: CloudWatch Logs API reference. */

/** Of one answer of DescribeLogGroups and DescribeLogStreams. */
export const describePageMax = 50;

/** Of one answer of GetLogEvents and FilterLogEvents. */
export const eventsPageMax = 10_000;
/** The same answer's messages, 26 bytes more an event. */
export const eventsPageBytesMax = 1_048_576;
export const eventOverheadBytes = 26;

/** Our own: what one page may read, and how long it may search. One that finds little is short and has a token, as AWS's. */
export const blocksPerPageMax = 40;
export const pageReadBytesMax = 1_572_864;
export const pageSearchMsMax = 20;
/** Our own: blocks with events of the same time that one page reads nevertheless, since nothing less puts them in order. */
export const overlappingBlocksMax = 200;

/** Of one PutLogEvents: its events' bytes, counted as above, and the time they may span. Their number is the model's to bound. */
export const putBytesMax = 1_048_576;
export const putSpanMsMax = 24 * 60 * 60 * 1000;
/** Events further in the past or in the future are rejected. */
export const putAgeMsMax = 14 * 24 * 60 * 60 * 1000;
export const putAheadMsMax = 2 * 60 * 60 * 1000;

export const tagsMax = 50;
export const metricFiltersMax = 100;
export const subscriptionFiltersMax = 2;
/** Metric and subscription filters of a group whose patterns have regular expressions. Source: user guide, "Filter pattern syntax". */
export const regexFiltersMax = 5;

/** Live Tail: sessions at a time, how long one lasts, how often it reports, events of one report, events that wait for a slow client. */
export const tailSessionsMax = 15;
export const tailSessionMs = 3 * 60 * 60 * 1000;
export const tailUpdateMs = 1000;
export const tailUpdateEventsMax = 500;
export const tailPendingEventsMax = 5000;
/** Our own: messages of one report, and those that wait, as characters. */
export const tailUpdateCharactersMax = 1_048_576;

/** Our own: how often a write that others overtake is tried, and how often what has expired is deleted. */
export const writeAttemptsMax = 16;
export const expireEveryMs = 60 * 60 * 1000;

/** Subscriptions: how long events wait for more, what one delivery holds, what waits altogether, and how often it is tried. */
export const deliverAfterMs = 1000;
export const deliveryEventsMax = 10_000;
export const deliveryBytesMax = 524_288;
export const deliveryPendingBytesMax = 33_554_432;
export const deliveryAttemptsMax = 8;
export const deliveryRetryMs = 1000;
