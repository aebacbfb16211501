/**
 * What Lambent asks of its state engine, and no more than the weakest engine keeps: compare-and-swap on one key, no
 * transactions over several but a message's replacement by another, small values, unordered queues. Every driver runs `suite/`.
 */

/**
 * A key in parts, most significant first: 1 to 8 parts, each 1 to 255 UTF-8 bytes of any text, 590 bytes in all parts together
 * always fit (`limits.ts`). The contract encodes them. A prefix may also have no parts: everything is under it.
 */
export type Key = readonly string[];

export type Entry = {
  readonly key: Key;
  readonly value: Uint8Array;
  /** Rises with every write of this key and never repeats, also not after a delete. */
  readonly revision: number;
};

export type Change =
  | { readonly type: 'put'; readonly entry: Entry }
  | { readonly type: 'delete'; readonly key: Key; readonly revision: number };

/** Thrown when `expected` is not the key's present revision. Nothing was written. */
export class RevisionMismatch extends Error {
  override readonly name = 'RevisionMismatch';
}

/** Thrown for a key or value outside the contract's limits. */
export class FabricLimit extends Error {
  override readonly name = 'FabricLimit';
}

/** The fabric was closed; nothing was written. */
export class FabricClosed extends Error {
  override readonly name = 'FabricClosed';
}

/** The engine could not read or write (disk full, I/O error), `cause` says why. A write may have happened or not. */
export class FabricUnavailable extends Error {
  override readonly name = 'FabricUnavailable';
}

/** Keys and values of one bucket. Every promise resolves only when the write is durable and visible to every reader here. */
export type Kv = {
  get(key: Key): Promise<Entry | undefined>;
  /** `expected`: undefined writes in any case, 0 only if the key does not exist, n only at revision n. Returns the new revision. */
  put(key: Key, value: Uint8Array, expected?: number): Promise<number>;
  /** Deleting what does not exist is no error, unless `expected` is given. */
  delete(key: Key, expected?: number): Promise<void>;
  /**
   * Entries whose key starts with `prefix` (whole parts), in the order of the parts' UTF-8 bytes. `after` is exclusive.
   * Without `limit`, all of them; more than `scanEntriesMax` are refused with `FabricLimit`: page them.
   */
  scan(prefix: Key, options?: { readonly after?: Key; readonly limit?: number }): Promise<Entry[]>;
  /** Calls back for every later change under `prefix`, before the `put` or `delete` that made it here resolves. Returns the stop. */
  watch(prefix: Key, listener: (change: Change) => void): () => void;
};

/** Content-addressed bytes of any size; the name of a blob is the lower-case hex SHA-256 of its bytes. */
export type Blobs = {
  /** Durable when it resolves; until then `bytes` must not change. Storing the same bytes again is cheap and harmless. */
  put(bytes: Uint8Array): Promise<string>;
  /** Rejects with `BlobDamaged` when what is stored no longer has that digest. */
  get(digest: string): Promise<Buffer | undefined>;
  has(digest: string): Promise<boolean>;
  /** With `putBeforeMs`, only if it was last put before that time. Deleting what does not exist is no error. */
  delete(digest: string, putBeforeMs?: number): Promise<void>;
  /** Every stored blob with the time it was last put, for the sweep of what no record names any more. */
  list(): AsyncIterable<{ readonly digest: string; readonly bytes: number; readonly putAtMs: number }>;
};

/** The stored bytes of a blob are not those that were put. */
export class BlobDamaged extends Error {
  override readonly name = 'BlobDamaged';
}

/** A lease is held by one holder until it expires. `token` rises with every grant, so that a stale holder can be told apart. */
export type Lease = {
  readonly name: string;
  readonly holder: string;
  readonly token: number;
  readonly expiresAtMs: number;
};

export type Leases = {
  /** Undefined when somebody else holds it. The present holder renews by acquiring again. */
  acquire(name: string, holder: string, ttlMs: number): Promise<Lease | undefined>;
  /** Harmless when the lease was lost meanwhile. */
  release(lease: Lease): Promise<void>;
};

export type Message = {
  readonly id: string;
  readonly key: string;
  readonly body: Uint8Array;
  readonly publishedAtMs: number;
  /** 1 on the first delivery. A delivery counts, also one that a crash cut short. */
  readonly attempt: number;
};

/** What a consumer says of a message. Saying nothing before `ackWaitMs` ends means it is delivered again. */
export type Delivery = {
  readonly message: Message;
  /** Done: never deliver again. Counts also after `ackWaitMs`, unless a later delivery was retried. Durable when it resolves. */
  ack(): Promise<void>;
  /**
   * Done, and another message of the same key takes its place, both or neither. Counts when `ack` would; false when it does not, and then
   * nothing was published. Durable when it resolves.
   */
  replace(body: Uint8Array, options?: { readonly delayMs?: number }): Promise<boolean>;
  /** Deliver again, `delayMs` from now. Ignored after `ackWaitMs`, as is `extend`. */
  retry(delayMs: number): Promise<void>;
  /** More time: `ackWaitMs` starts anew. */
  extend(): Promise<void>;
};

export type ConsumerOptions = {
  readonly inFlightMax: number;
  /** A function is asked whenever a message of the key comes or goes, and no key gets less than one. */
  readonly inFlightPerKeyMax: number | ((key: string) => number);
  /**
   * A key has no more in flight than places stay free, except its first: one key takes half, the next half of what is left, and when
   * places come free n busy keys even out at an (n + 1)th each. So another key that comes later finds a place at once.
   */
  readonly leavesRoom?: boolean;
  readonly ackWaitMs: number;
};

/** A durable work queue: at least once, fair between keys, no order across keys. */
export type Queue = {
  /** Durable when it resolves. Returns the message's id. */
  publish(key: string, body: Uint8Array, options?: { readonly delayMs?: number }): Promise<string>;
  /** One consumer of a queue at a time in a process; a second throws. Messages in flight at `close` keep their `ackWaitMs`. */
  consume(options: ConsumerOptions, handler: (delivery: Delivery) => void): { close(): Promise<void> };
  /** Messages not yet acknowledged, in flight and delayed ones included. */
  depth(): Promise<number>;
  /** The bodies of those, in no order, for a sweep of what they name. One that comes or goes meanwhile may be among them. */
  bodies(): AsyncIterable<Uint8Array>;
};

/** Nobody answered a request. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** Volatile messages between nodes: lost when nobody listens. */
export type Bus = {
  publish(subject: string, body: Uint8Array): Promise<void>;
  subscribe(subject: string, listener: (body: Uint8Array) => void): () => void;
  /** Rejects with `NoAnswer` when no node answers within `timeoutMs`, or at once when none will. One responder answers. */
  request(subject: string, body: Uint8Array, timeoutMs: number): Promise<Uint8Array>;
  respond(subject: string, answer: (body: Uint8Array) => Promise<Uint8Array>): () => void;
};

export type Fabric = {
  kv(bucket: string): Kv;
  queue(name: string): Queue;
  readonly blobs: Blobs;
  readonly leases: Leases;
  readonly bus: Bus;
  close(): Promise<void>;
};
