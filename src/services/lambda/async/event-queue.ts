import type { Random } from '#ambient';
import {
  BlobDamaged,
  type ConsumerOptions,
  type Delivery,
  type Fabric,
  type Message,
  messageBytesMax,
  type Queue,
} from '#fabric';
import type { FunctionId } from '../records/functions.ts';
import { decodeEvent, encodeEvent, type QueuedEvent } from './queued-event.ts';

/** What a message says before the digest of the blob that holds its event; no event begins like this. */
const blobMark = 'blob:';

/** A message whose event cannot be had any more, now or later. */
export class EventLost extends Error {
  override readonly name = 'EventLost';
}

/** The events of all functions, fair by function. One too large for a message lives in a blob, which belongs to that message alone. */
export class EventQueue {
  readonly #blobs: Fabric['blobs'];
  readonly #queue: Queue;
  readonly #random: Pick<Random, 'uuid'>;

  constructor(fabric: Fabric, random: Pick<Random, 'uuid'>) {
    this.#blobs = fabric.blobs;
    this.#queue = fabric.queue('lambda-events');
    this.#random = random;
  }

  /** Durable when it resolves. A crash before that may leave a blob that no message names, for the sweep. */
  async publish(event: QueuedEvent): Promise<void> {
    await this.#queue.publish(keyOf(event), await this.#bodyOf(event));
  }

  /** The event as it is now in the place of what was stored, in one step: a crash leaves the one or the other, never two lines of retries. */
  async replace({ message, replace }: Delivery, event: QueuedEvent, delayMs: number): Promise<void> {
    const body = await this.#bodyOf(event);
    const replaced = await replace(body, { delayMs });
    await this.#deleteBlob(replaced ? message.body : body);
  }

  /** Throws `EventLost`. */
  async read({ body }: Message): Promise<QueuedEvent> {
    const digest = digestIn(body);
    if (digest === undefined) return decode(bufferOf(body));
    const bytes = await this.#blobs.get(digest).catch((error: unknown) => {
      throw error instanceof BlobDamaged ? new EventLost(error.message) : error;
    });
    if (bytes === undefined) throw new EventLost(`the blob ${digest} is gone`);
    return decode(bytes.subarray(uniqueBytes));
  }

  /** The message is done with, and its blob. */
  async finish({ message, ack }: Delivery): Promise<void> {
    await ack();
    await this.#deleteBlob(message.body);
  }

  consume(options: ConsumerOptions, handler: (delivery: Delivery) => void): { close(): Promise<void> } {
    return this.#queue.consume(options, handler);
  }

  depth(): Promise<number> {
    return this.#queue.depth();
  }

  /** The digests of all blobs that messages name. */
  async blobs(): Promise<readonly string[]> {
    const digests: string[] = [];
    for await (const body of this.#queue.bodies()) {
      const digest = digestIn(body);
      if (digest !== undefined) digests.push(digest);
    }
    return digests;
  }

  async #bodyOf(event: QueuedEvent): Promise<Uint8Array> {
    const bytes = encodeEvent(event);
    return bytes.length <= messageBytesMax ? bytes : await this.#storeBlob(bytes);
  }

  async #deleteBlob(body: Uint8Array): Promise<void> {
    const digest = digestIn(body);
    if (digest !== undefined) await this.#blobs.delete(digest);
  }

  /** What makes the bytes unlike any other's keeps two messages from sharing, and one from deleting the other's blob. */
  async #storeBlob(bytes: Buffer): Promise<Buffer> {
    const digest = await this.#blobs.put(Buffer.concat([Buffer.from(this.#random.uuid()), bytes]));
    return Buffer.from(blobMark + digest);
  }
}

const uniqueBytes = '00000000-0000-4000-8000-000000000000'.length;

function keyOf({ account, region, name }: FunctionId): string {
  return `${region}:${account}:${name}`;
}

/** The function of a queue's key. */
export function functionOf(key: string): FunctionId {
  const [region = '', account = '', name = ''] = key.split(':');
  return { account, region, name };
}

function decode(bytes: Buffer): QueuedEvent {
  try {
    return decodeEvent(bytes);
  } catch (error) {
    throw new EventLost(String(error));
  }
}

function digestIn(body: Uint8Array): string | undefined {
  const bytes = bufferOf(body);
  return bytes.toString('latin1', 0, blobMark.length) === blobMark
    ? bytes.toString('latin1', blobMark.length)
    : undefined;
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
