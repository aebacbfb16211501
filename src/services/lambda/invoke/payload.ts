import { isUtf8 } from 'node:buffer';
import { InvalidRequestContentException, RequestTooLargeException } from '../errors.ts';
import { describeBadJson } from './bad-json.ts';
import { clientContextBytesMax } from './limits.ts';

/** What a function sees when the caller sent nothing. */
const emptyEvent = Buffer.from('{}');

/** The event as it goes to the function: the caller's bytes if they are JSON. Throws AWS's error if they are not. */
export function eventOf(payload: Uint8Array | undefined): Uint8Array {
  if (payload === undefined || payload.length === 0) return emptyEvent;
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  try {
    if (isUtf8(bytes)) {
      JSON.parse(bytes.toString());
      return payload;
    }
  } catch {
    // What is wrong and where is worked out below, away from the path of every good payload.
  }
  throw new InvalidRequestContentException(
    `Could not parse request body into json: Could not parse payload into json: ${describeBadJson(bytes)}`,
  );
}

/** The JSON text in a `ClientContext`. Throws AWS's error if there is none in it. */
export function clientContextOf(base64: string | undefined): string | undefined {
  if (base64 === undefined || base64 === '') return undefined;
  if (base64.length > clientContextBytesMax) {
    // No recording of AWS's own text exists.
    throw new InvalidRequestContentException(
      `Client context must be at most ${clientContextBytesMax} bytes of Base64.`,
    );
  }
  const text = Buffer.from(base64, 'base64').toString();
  try {
    const context: unknown = JSON.parse(text);
    if (typeof context === 'object' && context !== null && !Array.isArray(context)) return text;
  } catch {
    // Answered below.
  }
  throw new InvalidRequestContentException('Client context must be a valid Base64-encoded JSON object.');
}

/** AWS's error for a body of more than `bytesMax`. */
export function payloadTooLarge(bytesMax: number, operation: string): RequestTooLargeException {
  return new RequestTooLargeException(
    `Request must be smaller than ${bytesMax} bytes for the ${operation} operation`,
  );
}
