/** A synchronous payload. Source: Lambda quotas, "Invocation payload (request and response)". */
export const payloadBytesMax = 6_291_456;

/** The header `X-Amz-Client-Context`, in base64. Source: Invoke, `ClientContext`. */
export const clientContextBytesMax = 3_583;
