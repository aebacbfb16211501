import type { CallContext } from '#service';

/** The caller's trace, or a new one whose random part is the request id's, so that no further chance is drawn on the hot path. */
export function traceIdOf({
  traceId,
  requestId,
  receivedAtMs,
}: Pick<CallContext, 'requestId' | 'receivedAtMs'> & { readonly traceId?: string | undefined }): string {
  if (traceId !== undefined) return traceId;
  const seconds = Math.floor(receivedAtMs / 1000).toString(16);
  const hex = requestId.replaceAll('-', '');
  return `Root=1-${seconds.padStart(8, '0')}-${hex.slice(0, 24)};Parent=${hex.slice(16)};Sampled=0`;
}
