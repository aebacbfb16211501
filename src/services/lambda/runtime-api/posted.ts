/** What a runtime has posted about an invocation or its init, or what the platform made of that. */
export type Posted =
  | { readonly type: 'response'; readonly body: Uint8Array }
  /** A response in parts that its reader has: all of them were sent on. */
  | { readonly type: 'streamed'; readonly producedBytes: number }
  /** The handler's error, or the runtime's about it: JSON as the runtime wrote it. */
  | { readonly type: 'error'; readonly body: Uint8Array; readonly errorType: string }
  | { readonly type: 'response-too-large'; readonly bytesMax: number }
  /** The platform's own word for a breach of the contract. `message` follows `RequestId: … Error: `. */
  | { readonly type: 'fault'; readonly errorType: string; readonly message: string };

/** An error's type for the platform's own records: what a runtime says where it has the form that Lambda takes. */
export function errorTypeOf(header: string | undefined, unknown: string): string {
  if (header === undefined || header === '') return unknown;
  if (/^(Runtime|Function)\.[A-Z][a-zA-Z]+$/.test(header)) return header;
  return header.startsWith('Runtime.') ? 'Runtime.Unknown' : 'Function.Unknown';
}
