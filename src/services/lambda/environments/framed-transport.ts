import type { Socket } from 'node:net';
import type { InvocationEvent } from '../runtime-api/runtime-api.ts';
import { encodeInvoke, type Frame, FrameReader, frameType, MalformedFrame } from './frames.ts';
import type { Transport, TransportListener } from './transport.ts';

/** The channel to a managed runtime: `runtimes/README.md`. The hot path: one write, one read, no promise. */
export class FramedTransport implements Transport {
  readonly #channel: Socket;
  readonly #listener: TransportListener;
  #initialized = false;
  /** Of the invocation that waits for its answer. */
  #requestId: string | undefined;

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

  invoke(event: InvocationEvent, payload: Uint8Array): void {
    this.#requestId = event.requestId;
    for (const part of encodeInvoke(event, payload)) this.#channel.write(part);
  }

  /** The runtime waits in a blocking read. */
  rest(): boolean {
    return false;
  }

  wake(): void {}

  shutdown(): undefined {
    return undefined;
  }

  close(): void {
    this.#requestId = undefined;
  }

  /** Throws `MalformedFrame` for what a runtime must not send now. */
  #receive({ type, head, body }: Frame): void {
    if (!this.#initialized) {
      this.#initialized = true;
      if (type === frameType.ready) {
        this.#listener.ready(head);
        return;
      }
      if (type !== frameType.initError || body === undefined)
        throw new MalformedFrame(`type ${type} during init`);
      const errorType = head.errorType ?? 'Runtime.Unknown';
      this.#listener.initFailed({ type: 'error', body, errorType }, head);
      return;
    }
    if (this.#requestId === undefined) throw new MalformedFrame(`type ${type} without an invocation`);
    if (head.requestId !== this.#requestId) throw new MalformedFrame('the id of another request');
    if (type !== frameType.response && type !== frameType.error)
      throw new MalformedFrame(`type ${type} during an invocation`);
    this.#requestId = undefined;
    if (body === undefined) this.#listener.settled({ type: 'response-too-large' }, head);
    else if (type === frameType.response) this.#listener.settled({ type: 'response', body }, head);
    else {
      const errorType = head.errorType ?? 'Function.Unknown';
      this.#listener.settled({ type: 'error', body, errorType }, head);
    }
  }
}
