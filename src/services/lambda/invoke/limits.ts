/** A synchronous payload. Source: Lambda quotas, "Invocation payload (request and response)". */
export const payloadBytesMax = 6_291_456;

/** The header `X-Amz-Client-Context`, in base64. Source: Invoke, `ClientContext`. */
export const clientContextBytesMax = 3_583;

/** An asynchronous payload. Source: Lambda quotas, "Invocation payload (request and response)"; 262,144 before October 2025. */
export const eventBytesMax = 1_048_576;

/** A function's further invocations in one chain, before the next is stopped. Source: developer guide, "Use Lambda recursive loop detection". */
export const loopInvocationsMax = 16;

/** A longer `X-Amzn-Trace-Id` is not continued. Ours: X-Ray's propagators cut at 256 characters. */
export const traceHeaderCharactersMax = 256;

/** How far a header is searched for its lineage, also one that is not continued. Ours: what the edge takes of headers, so that none gets by. */
export const lineageSearchCharactersMax = 65_536;

/** The largest counters that a lineage may have. Source: the check of OpenTelemetry's X-Ray propagator. */
export const lineageRequestsMax = 255;
export const lineageLoopsMax = 32_767;

/** Resources whose metrics are at hand: as many as the store has room for. With more, those that run nothing are looked up anew. */
export const metricHandlesMax = 5_000;

/** Parts of a streamed response that wait for their reader before the runtime is made to wait. What is read by then is kept too. */
export const partsWaitingMax = 16;
