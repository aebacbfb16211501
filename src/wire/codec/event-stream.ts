import { crc32 } from 'node:zlib';

/** Headers of a message by name; text only, which is all that events of AWS's services carry. */
export type MessageHeaders = Readonly<Record<string, string>>;

/** One message of an event stream. */
export type Message = { readonly headers: MessageHeaders; readonly payload: Uint8Array };

const preludeBytes = 12;
const crcBytes = 4;
/** The header value type for UTF-8 text with a 16-bit length. */
const textType = 7;
/**
 * A message of `application/vnd.amazon.eventstream`: total length, headers' length, their CRC, headers, payload, CRC of all before.
 * Source: Smithy, "Amazon Event Stream Specification".
 */
export function encodeMessage({ headers, payload }: Message): Buffer {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => encodeHeader(name, value)));
  const total = preludeBytes + head.length + payload.length + crcBytes;
  const message = Buffer.allocUnsafe(total);
  message.writeUInt32BE(total, 0);
  message.writeUInt32BE(head.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  head.copy(message, preludeBytes);
  message.set(payload, preludeBytes + head.length);
  message.writeUInt32BE(crc32(message.subarray(0, total - crcBytes)), total - crcBytes);
  return message;
}

function encodeHeader(name: string, value: string): Buffer {
  const nameBytes = Buffer.from(name);
  const valueBytes = Buffer.from(value);
  const lengths = Buffer.from([textType, valueBytes.length >> 8, valueBytes.length & 0xff]);
  return Buffer.concat([Buffer.from([nameBytes.length]), nameBytes, lengths, valueBytes]);
}
