/** A synchronous payload. Source: Lambda quotas, "Invocation payload (request and response)". */
export const payloadBytesMax = 6_291_456;

/** The header `X-Amz-Client-Context`, in base64. Source: Invoke, `ClientContext`. */
export const clientContextBytesMax = 3_583;

/** What environments may be configured to use together, in multiples of the machine's memory: most use a fraction of what they may. */
export const memoryOvercommit = 4;

/** Resources whose metrics are at hand; with more, all are looked up anew. */
export const metricHandlesMax = 10_000;
