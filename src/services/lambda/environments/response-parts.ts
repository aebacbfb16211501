import type { Posted } from '../runtime-api/posted.ts';
import { octetStream } from '../runtime-api/runtime-api.ts';
import { collectedBytesMin, contentTypeCharactersMax, responseBytesMax, streamedBytesMax } from './limits.ts';

/** Who reads a response while it comes. */
export type ResponseSink = {
  /** Before the first part. `resume` may be called whenever `take` has said false and there is room again. */
  begin(contentType: string, resume: () => void): void;
  /** False when nothing more shall be read for now. What comes after the invocation has settled is ignored. */
  take(part: Uint8Array): boolean;
};

/** Where the parts come from. */
type Source = {
  /** Goes on reading. */
  resume(): void;
  /** The response is larger than any may be, and not read further. */
  exceeded(outcome: Posted): void;
};

/** One response that its runtime sends in parts: handed on as they come, or collected for a caller that waits for the whole. */
export class ResponseParts {
  readonly #sink: ResponseSink | undefined;
  readonly #source: Source;
  #bytes = 0;
  #collected = Buffer.alloc(0);

  constructor(sink: ResponseSink | undefined, contentType: string, source: Source) {
    this.#sink = sink;
    this.#source = source;
    sink?.begin(isHeaderText(contentType) ? contentType : octetStream, () => source.resume());
  }

  /** False when no more parts shall be read for now. What a buffered caller cannot have is thrown away, but not without end. */
  take(part: Uint8Array): boolean {
    const before = this.#bytes;
    this.#bytes += part.byteLength;
    if (this.#bytes > streamedBytesMax) {
      if (before <= streamedBytesMax) this.#source.exceeded(this.#tooLarge());
      return false;
    }
    if (this.#bytes > this.#bytesMax()) return true;
    if (this.#sink !== undefined) return this.#sink.take(part);
    this.#reserve(this.#bytes);
    this.#collected.set(part, before);
    return true;
  }

  /** The invocation's outcome, now that the runtime or the platform has said how the response ended. */
  end(posted: Posted): Posted {
    if (posted.type !== 'response') return posted;
    if (this.#bytes > this.#bytesMax()) return this.#tooLarge();
    if (this.#sink !== undefined) return { type: 'streamed', producedBytes: this.#bytes };
    return { type: 'response', body: this.#collected.subarray(0, this.#bytes) };
  }

  #tooLarge(): Posted {
    return { type: 'response-too-large', bytesMax: this.#bytesMax() };
  }

  #bytesMax(): number {
    return this.#sink === undefined ? responseBytesMax : streamedBytesMax;
  }

  /** Copied, not listed: a function may write byte by byte. */
  #reserve(bytes: number): void {
    if (bytes <= this.#collected.length) return;
    const capacity = Math.min(
      Math.max(bytes, this.#collected.length * 2, collectedBytesMin),
      responseBytesMax,
    );
    const larger = Buffer.allocUnsafeSlow(capacity);
    this.#collected.copy(larger);
    this.#collected = larger;
  }
}

/** A function may name its content type as it likes, and a header of the answer bears it. */
function isHeaderText(contentType: string): boolean {
  return contentType.length <= contentTypeCharactersMax && /^[\x21-\x7e][\x20-\x7e]*$/.test(contentType);
}
