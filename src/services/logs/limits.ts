/** CloudWatch Logs' quotas. Source: CloudWatch Logs API reference. */

/** Of one answer of DescribeLogGroups and DescribeLogStreams. */
export const describePageMax = 50;

/** Of one answer of GetLogEvents and FilterLogEvents. */
export const eventsPageMax = 10_000;
/** The same answer's messages, 26 bytes more an event. */
export const eventsPageBytesMax = 1_048_576;
export const eventOverheadBytes = 26;

/** Our own: events read from a stream's files in one step. */
export const eventsStepMax = 10_000;
