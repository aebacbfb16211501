/** The frames of `runtimes/README.md`: `u32 length of the rest | u8 type | u32 length of head | head | body`, big-endian. */
import type { InvocationEvent } from '../runtime-api/runtime-api.ts';
import {
  copiedPayloadBytesMax,
  frameHeadBytesMax,
  responseBytesMax,
  responsePartBytesMax,
} from './limits.ts';
import type { Written } from './transport.ts';

export const frameType = {
  invoke: 1,
  attend: 2,
  assign: 3,
  ready: 16,
  initError: 17,
  response: 18,
  error: 19,
  responseStart: 20,
  responsePart: 21,
  responseEnd: 22,
  booted: 23,
} as const;

const prefixBytes = 9;
/** What the length field counts besides head and body: the type and the head's length. */
const overheadBytes = 5;

/** What every frame to the platform says. */
export type RuntimeHead = Written & {
  readonly requestId?: string;
  readonly errorType?: string;
  readonly contentType?: string;
  /** Peak resident memory of its process in KiB, as getrusage(2) counts it. */
  readonly maxRssKiB?: number;
};

/** `body` is undefined if it was larger than a response may be: it was read and thrown away. */
export type Frame = { readonly type: number; readonly head: RuntimeHead; readonly body: Buffer | undefined };

/** Thrown for bytes that are no frame. The environment cannot be trusted any further. */
export class MalformedFrame extends Error {
  override readonly name = 'MalformedFrame';
}

/** An invoke frame as buffers to be written in turn: small payloads are copied, large ones are not. */
export function encodeInvoke(head: InvocationEvent, payload: Uint8Array): readonly Uint8Array[] {
  return encode(frameType.invoke, head, payload);
}

/** What a runtime that waits for its function is told, in the same way. */
export function encodeAssign(variables: Readonly<Record<string, string>>): readonly Uint8Array[] {
  return encode(frameType.assign, { variables }, Buffer.alloc(0));
}

function encode(type: number, head: object, payload: Uint8Array): readonly Uint8Array[] {
  const headText = JSON.stringify(head);
  const headBytes = Buffer.byteLength(headText);
  const copied = payload.length <= copiedPayloadBytesMax;
  const frame = Buffer.allocUnsafe(prefixBytes + headBytes + (copied ? payload.length : 0));
  frame.writeUInt32BE(overheadBytes + headBytes + payload.length, 0);
  frame.writeUInt8(type, 4);
  frame.writeUInt32BE(headBytes, 5);
  frame.write(headText, prefixBytes);
  if (!copied) return [frame, payload];
  frame.set(payload, prefixBytes + headBytes);
  return [frame];
}

/** Asks a runtime to wait for its next event without standing still. */
export function attendFrame(): Uint8Array {
  const head = '{}';
  const frame = Buffer.alloc(prefixBytes + head.length);
  frame.writeUInt32BE(overheadBytes + head.length, 0);
  frame.writeUInt8(frameType.attend, 4);
  frame.writeUInt32BE(head.length, 5);
  frame.write(head, prefixBytes);
  return frame;
}

/** The frame under way: its prefix is read, its head and body are being collected. */
type Partial = {
  readonly type: number;
  readonly head: Buffer;
  readonly body: Buffer | undefined;
  readonly bodyBytes: number;
  headFilled: number;
  bodyFilled: number;
};

/** Cuts a stream of bytes into frames. A frame within one chunk is not copied; memory is bounded by one response. */
export class FrameReader {
  readonly #onFrame: (frame: Frame) => void;
  readonly #prefix = Buffer.alloc(prefixBytes);
  #prefixFilled = 0;
  #partial: Partial | undefined;

  constructor(onFrame: (frame: Frame) => void) {
    this.#onFrame = onFrame;
  }

  /** Throws `MalformedFrame`; the reader is of no use afterwards. */
  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#partial !== undefined) at = this.#fill(this.#partial, chunk, at);
      else if (this.#prefixFilled === 0 && chunk.length - at >= prefixBytes) at = this.#begin(chunk, at);
      else at = this.#fillPrefix(chunk, at);
    }
  }

  #fillPrefix(chunk: Buffer, at: number): number {
    const taken = chunk.copy(this.#prefix, this.#prefixFilled, at);
    this.#prefixFilled += taken;
    if (this.#prefixFilled === prefixBytes) {
      this.#prefixFilled = 0;
      this.#open(this.#prefix, 0);
    }
    return at + taken;
  }

  /** At a frame's start: hands it on uncopied if it is whole and small, otherwise begins to collect it. */
  #begin(chunk: Buffer, at: number): number {
    const end = at + 4 + chunk.readUInt32BE(at);
    const headBytes = chunk.readUInt32BE(at + 5);
    const bodyAt = at + prefixBytes + headBytes;
    if (
      end > chunk.length ||
      headBytes > frameHeadBytesMax ||
      bodyAt > end ||
      end - bodyAt > responsePartBytesMax
    ) {
      this.#open(chunk, at);
      return at + prefixBytes;
    }
    const head = parseHead(chunk.toString('utf8', at + prefixBytes, bodyAt));
    this.#onFrame({ type: chunk.readUInt8(at + 4), head, body: chunk.subarray(bodyAt, end) });
    return end;
  }

  #open(prefix: Buffer, at: number): void {
    const headBytes = prefix.readUInt32BE(at + 5);
    const bodyBytes = prefix.readUInt32BE(at) - overheadBytes - headBytes;
    if (headBytes > frameHeadBytesMax) throw new MalformedFrame(`a head of ${headBytes} bytes`);
    if (bodyBytes < 0) throw new MalformedFrame('a head longer than its frame');
    const type = prefix.readUInt8(at + 4);
    if (type === frameType.responsePart && bodyBytes > responsePartBytesMax)
      throw new MalformedFrame(`a part of ${bodyBytes} bytes`);
    this.#partial = {
      type,
      head: Buffer.allocUnsafe(headBytes),
      body: bodyBytes > responseBytesMax ? undefined : Buffer.allocUnsafe(bodyBytes),
      bodyBytes,
      headFilled: 0,
      bodyFilled: 0,
    };
    if (headBytes + bodyBytes === 0) this.#complete(this.#partial);
  }

  #fill(partial: Partial, chunk: Buffer, at: number): number {
    const headTaken = chunk.copy(partial.head, partial.headFilled, at);
    partial.headFilled += headTaken;
    const bodyAt = at + headTaken;
    const bodyTaken = Math.min(chunk.length - bodyAt, partial.bodyBytes - partial.bodyFilled);
    partial.body?.set(chunk.subarray(bodyAt, bodyAt + bodyTaken), partial.bodyFilled);
    partial.bodyFilled += bodyTaken;
    if (partial.headFilled === partial.head.length && partial.bodyFilled === partial.bodyBytes)
      this.#complete(partial);
    return bodyAt + bodyTaken;
  }

  #complete(partial: Partial): void {
    this.#partial = undefined;
    this.#onFrame({ type: partial.type, head: parseHead(partial.head.toString()), body: partial.body });
  }
}

function parseHead(text: string): RuntimeHead {
  let head: unknown;
  try {
    head = JSON.parse(text);
  } catch (cause) {
    throw new MalformedFrame('a head that is not JSON', { cause });
  }
  if (!isRuntimeHead(head)) throw new MalformedFrame('a head with wrong members');
  return head;
}

function isRuntimeHead(head: unknown): head is RuntimeHead {
  if (typeof head !== 'object' || head === null) return false;
  const { stdioBytes, telemetryBytes, requestId, errorType, contentType, maxRssKiB } = head as Record<
    string,
    unknown
  >;
  return (
    typeof stdioBytes === 'number' &&
    typeof telemetryBytes === 'number' &&
    (requestId === undefined || typeof requestId === 'string') &&
    (errorType === undefined || typeof errorType === 'string') &&
    (contentType === undefined || typeof contentType === 'string') &&
    (maxRssKiB === undefined || typeof maxRssKiB === 'number')
  );
}
