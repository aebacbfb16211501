import { Readable } from 'node:stream';
import type { HttpResponse, RawHeaders } from '#wire';

/** Whether HTTP has no body for this answer, whatever the door gave (RFC 9110 §9.3.2, §15.3.5, §15.4.5). */
export function isBodiless(method: string, status: number): boolean {
  return method === 'HEAD' || isBodilessStatus(status);
}

/** Statuses that have not even a length. */
export function isBodilessStatus(status: number): boolean {
  return status === 204 || status === 304;
}

/** Throws on an answer that cannot be sent: no final status (an interim 1xx would leave the client waiting) or no body. */
export function assertSendable({ status, body }: HttpResponse): void {
  if (!Number.isInteger(status) || status < 200 || status > 999) {
    throw new RangeError(`${status} is not a final HTTP status`);
  }
  if (typeof body !== 'string' && !(body instanceof Uint8Array) && !(body instanceof Readable)) {
    throw new TypeError('the body is neither a string nor bytes nor a stream');
  }
}

/** A copy without the headers that belong to the connection and to the edge; a door's own would contradict what is sent. */
export function withoutFraming(headers: RawHeaders): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] as string;
    if (!isFraming(name)) kept.push(name, headers[i + 1] as string);
  }
  return kept;
}

// By length first: this runs for every header of every answer, and almost none is a framing header.
function isFraming(name: string): boolean {
  switch (name.length) {
    case 4:
      return name.toLowerCase() === 'date';
    case 7:
      return framing7.has(name.toLowerCase());
    case 10:
      return framing10.has(name.toLowerCase());
    case 14:
      return name.toLowerCase() === 'content-length';
    case 16:
      return name.toLowerCase() === 'proxy-connection';
    case 17:
      return name.toLowerCase() === 'transfer-encoding';
    default:
      return false;
  }
}

const framing7 = new Set(['upgrade', 'trailer']);
const framing10 = new Set(['connection', 'keep-alive']);
