import { encodePart } from '../key-encoding.ts';
import { queueKeyBytesMax } from '../limits.ts';
import type { Draft, Row, Store } from '../store/store.ts';

/** A stored message without its body. `position` orders the messages of one key: by due time, then by id. */
export type Waiting = {
  readonly id: string;
  readonly key: string;
  readonly position: string;
  readonly dueMs: number;
  readonly publishedAtMs: number;
  /** Deliveries so far. */
  readonly attempt: number;
};

type Header = { readonly publishedAtMs: number; readonly attempt: number };

/** Digits of a time or an id: enough for both for ever, so that text sorts as numbers do. */
const digits = 16;

/** Behind every position. */
export const endPosition = '~';

/**
 * The rows of one queue: `queue/NAME/ENCODED-KEY/DUE/ID` holds a message's header and `body/NAME/ID` its body, so that a change of
 * due time or attempt does not write the body again.
 */
export class QueueRows {
  readonly #store: Store;
  readonly #base: string;
  readonly #bodies: string;

  constructor(store: Store, name: string) {
    this.#store = store;
    this.#base = `queue/${name}/`;
    this.#bodies = `body/${name}/`;
  }

  count(): number {
    return this.#store.count(this.#base, `${this.#base}${endPosition}`);
  }

  /** The encoded key of the first message behind all of `encodedKey`'s. */
  nextKey(encodedKey: string): string | undefined {
    const behind = encodedKey === '' ? '' : `${encodedKey}/${endPosition}`;
    const [row] = this.#store.range(this.#base + behind, this.#base + endPosition, 1);
    return row?.key.slice(this.#base.length).split('/', 1)[0];
  }

  /** Messages of one key behind `position`, in order. */
  after(key: string, encodedKey: string, position: string, limit: number): Waiting[] {
    const base = `${this.#base}${encodedKey}/`;
    // A space sorts below every digit: directly behind the position itself.
    const start = position === '' ? base : `${base}${position} `;
    return this.#store.range(start, base + endPosition, limit).map((row) => toWaiting(key, row, base.length));
  }

  body(id: string): Buffer | undefined {
    return this.#store.get(this.#bodies + id);
  }

  /** Bodies of messages of any key whose id comes after `id`, in the order of their ids, which never change. */
  bodiesBehind(id: string, limit: number): { readonly id: string; readonly body: Buffer }[] {
    // A space sorts below every digit: directly behind the id itself.
    const start = id === '' ? this.#bodies : `${this.#bodies}${id} `;
    const rows = this.#store.range(start, this.#bodies + endPosition, limit);
    return rows.map(({ key, value }) => ({ id: key.slice(this.#bodies.length), body: value }));
  }

  insert(draft: Draft, key: string, dueMs: number, publishedAtMs: number, body: Buffer): Waiting {
    const id = String(draft.next()).padStart(digits, '0');
    const waiting = { id, key, position: positionOf(dueMs, id), dueMs, publishedAtMs, attempt: 0 };
    draft.put(this.#row(waiting), toHeader(waiting));
    draft.put(this.#bodies + id, body);
    return waiting;
  }

  /** Writes a message's new due time or attempt. False when it was not there. */
  replace(draft: Draft, old: Waiting, now: Waiting): boolean {
    const row = this.#row(old);
    if (draft.get(row) === undefined) return false;
    draft.delete(row);
    draft.put(this.#row(now), toHeader(now));
    return true;
  }

  /** False when it was not there. */
  remove(draft: Draft, waiting: Waiting): boolean {
    const row = this.#row(waiting);
    if (draft.get(row) === undefined) return false;
    draft.delete(row);
    draft.delete(this.#bodies + waiting.id);
    return true;
  }

  #row(waiting: Waiting): string {
    return `${this.#base}${encodeQueueKey(waiting.key)}/${waiting.position}`;
  }
}

export function encodeQueueKey(key: string): string {
  return encodePart(key, queueKeyBytesMax);
}

export function positionOf(dueMs: number, id: string): string {
  return `${String(Math.ceil(dueMs)).padStart(digits, '0')}/${id}`;
}

function toHeader(waiting: Waiting): Buffer {
  const header: Header = { publishedAtMs: waiting.publishedAtMs, attempt: waiting.attempt };
  return Buffer.from(JSON.stringify(header));
}

function toWaiting(key: string, row: Row, baseLength: number): Waiting {
  const position = row.key.slice(baseLength);
  const [due = '', id = ''] = position.split('/');
  const header = JSON.parse(row.value.toString('utf8')) as Header;
  return { id, key, position, dueMs: Number(due), ...header };
}
