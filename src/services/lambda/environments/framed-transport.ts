import type { Socket } from 'node:net';
import { errorTypeOf } from '../runtime-api/posted.ts';
import { type InvocationEvent, octetStream } from '../runtime-api/runtime-api.ts';
import { encodeInvoke, type Frame, FrameReader, frameType, MalformedFrame } from './frames.ts';
import { responseBytesMax } from './limits.ts';
import { ResponseParts, type ResponseSink } from './response-parts.ts';
import type { Transport, TransportListener } from './transport.ts';

/** What the runtime may send next. */
type Phase = 'init' | 'idle' | 'invocation' | 'response';

/** The frames of each phase; any other is a breach. */
const framesOf: Readonly<Record<Phase, readonly number[]>> = {
  init: [frameType.ready, frameType.initError],
  idle: [],
  invocation: [frameType.response, frameType.error, frameType.responseStart],
  response: [frameType.responsePart, frameType.responseEnd],
};

/** The channel to a managed runtime: `runtimes/README.md`. The hot path: one write, one read, no promise. */
export class FramedTransport implements Transport {
  readonly #channel: Socket;
  readonly #listener: TransportListener;
  #phase: Phase = 'init';
  /** Of the invocation that waits for its answer. */
  #requestId: string | undefined;
  #stream: ResponseSink | undefined;
  #parts: ResponseParts | undefined;
  #maxRssKiB: number | undefined;

  constructor(channel: Socket, listener: TransportListener) {
    this.#channel = channel;
    this.#listener = listener;
    const reader = new FrameReader((frame) => this.#receive(frame));
    channel.on('data', (chunk: Buffer) => {
      try {
        reader.push(chunk);
      } catch (error) {
        listener.broken(error as Error);
      }
    });
    channel.resume();
  }

  invoke(event: InvocationEvent, payload: Uint8Array, stream: ResponseSink | undefined): void {
    this.#phase = 'invocation';
    this.#requestId = event.requestId;
    this.#stream = stream;
    for (const part of encodeInvoke(event, payload)) this.#channel.write(part);
  }

  awaited(): undefined {
    return undefined;
  }

  /** Nobody but the runtime is told of events. */
  extensionsMs(): undefined {
    return undefined;
  }

  maxRssKiB(): number | undefined {
    return this.#maxRssKiB;
  }

  rest(): boolean {
    return true;
  }

  wake(): void {}

  shutdown(): undefined {
    return undefined;
  }

  close(): void {
    this.#phase = 'idle';
  }

  /** Throws `MalformedFrame` for what a runtime must not send now. */
  #receive(frame: Frame): void {
    const { type, head } = frame;
    if (!framesOf[this.#phase].includes(type)) throw new MalformedFrame(`type ${type} during ${this.#phase}`);
    this.#maxRssKiB = head.maxRssKiB ?? this.#maxRssKiB;
    if (this.#phase === 'init') this.#initialize(frame);
    else if (head.requestId !== this.#requestId) throw new MalformedFrame('the id of another request');
    else if (type === frameType.responseStart) this.#startResponse(frame);
    else if (type === frameType.responsePart) this.#takePart(frame);
    else this.#settle(frame);
  }

  #initialize({ type, head, body }: Frame): void {
    if (type === frameType.ready) {
      this.#phase = 'idle';
      this.#listener.ready(head);
      return;
    }
    if (body === undefined) throw new MalformedFrame('an init error that is too long');
    this.#phase = 'idle';
    const errorType = errorTypeOf(head.errorType, 'Runtime.Unknown');
    this.#listener.initFailed({ type: 'error', body, errorType }, head);
  }

  /** From here on the channel is read no faster than the response's reader takes it; the runtime's writes wait. */
  #startResponse({ head }: Frame): void {
    this.#phase = 'response';
    this.#listener.log.responding();
    this.#parts = new ResponseParts(this.#stream, head.contentType ?? octetStream, {
      resume: () => this.#channel.resume(),
      exceeded: (outcome) => this.#listener.ended(outcome),
    });
  }

  #takePart({ body }: Frame): void {
    if (body === undefined || body.length === 0) throw new MalformedFrame('a part without a byte');
    if (this.#parts?.take(body) === false) this.#channel.pause();
  }

  #settle({ type, head, body }: Frame): void {
    const parts = this.#parts;
    this.#phase = 'idle';
    this.#parts = undefined;
    this.#stream = undefined;
    // The next invocation does not wait for this one's reader.
    if (parts !== undefined) this.#channel.resume();
    if (body === undefined) {
      this.#listener.settled({ type: 'response-too-large', bytesMax: responseBytesMax }, head);
      return;
    }
    const failed =
      type === frameType.error || (type === frameType.responseEnd && head.errorType !== undefined);
    const posted = failed
      ? ({ type: 'error', body, errorType: errorTypeOf(head.errorType, 'Function.Unknown') } as const)
      : ({ type: 'response', body } as const);
    this.#listener.settled(parts === undefined ? posted : parts.end(posted), head);
  }
}
