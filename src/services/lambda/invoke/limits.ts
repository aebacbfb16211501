/** A synchronous payload. Source: Lambda quotas, "Invocation payload (request and response)". */
export const payloadBytesMax = 6_291_456;

/** The header `X-Amz-Client-Context`, in base64. Source: Invoke, `ClientContext`. */
export const clientContextBytesMax = 3_583;

/** Parts of a streamed response that wait for their reader before the runtime is made to wait. What is read by then is kept too. */
export const partsWaitingMax = 16;
