import type { RawHeaders } from '#wire';

/** The headers that every answer bears: the request's names, and what `audit` would have refused. */
export function identification(
  requestId: string,
  extendedRequestId: string,
  denials: readonly string[],
): RawHeaders {
  const headers = ['x-amzn-RequestId', requestId, 'x-amz-apigw-id', extendedRequestId];
  for (const reason of denials) headers.push('x-lambent-would-deny', reason);
  return headers;
}
