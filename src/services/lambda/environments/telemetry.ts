/** Log frames as AWS's runtime clients write them: `u32 type | u32 length | u64 time in µs | message`, big-endian. */
import { logEventBytesMax } from './limits.ts';

const prefixBytes = 16;
/** The type's upper bits; the lower ones say text or JSON and the level. */
const magic = 0xa55a;

/** Thrown for bytes that are no log frame. */
export class MalformedTelemetry extends Error {
  override readonly name = 'MalformedTelemetry';
}

/** Cuts a stream of log frames into events: one frame, one event, whatever lines it has. A message beyond the limit is cut off. */
export class TelemetryReader {
  readonly #onEvent: (timestampMs: number, message: string) => void;
  readonly #prefix = Buffer.alloc(prefixBytes);
  #prefixFilled = 0;
  #message = Buffer.alloc(0);
  #messageFilled = 0;
  /** Bytes of the present message that are still to come, those cut off included. */
  #missing = 0;
  #timestampMs = 0;

  constructor(onEvent: (timestampMs: number, message: string) => void) {
    this.#onEvent = onEvent;
  }

  /** Throws `MalformedTelemetry`; the reader is of no use afterwards. */
  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#prefixFilled < prefixBytes) {
        const taken = chunk.copy(this.#prefix, this.#prefixFilled, at);
        this.#prefixFilled += taken;
        at += taken;
        if (this.#prefixFilled === prefixBytes) this.#open();
      } else {
        this.#messageFilled += chunk.copy(this.#message, this.#messageFilled, at);
        const taken = Math.min(this.#missing, chunk.length - at);
        this.#missing -= taken;
        at += taken;
        if (this.#missing === 0) this.#complete();
      }
    }
  }

  #open(): void {
    if (this.#prefix.readUInt16BE(0) !== magic) throw new MalformedTelemetry('not a log frame');
    this.#missing = this.#prefix.readUInt32BE(4);
    this.#timestampMs = Number(this.#prefix.readBigUInt64BE(8) / 1000n);
    this.#message = Buffer.allocUnsafe(Math.min(this.#missing, logEventBytesMax));
    this.#messageFilled = 0;
    if (this.#missing === 0) this.#complete();
  }

  #complete(): void {
    this.#prefixFilled = 0;
    const message = this.#message.toString();
    this.#message = Buffer.alloc(0);
    // CloudWatch Logs has no empty events.
    if (message !== '') this.#onEvent(this.#timestampMs, message);
  }
}
