import type { Key } from './contracts.ts';

/** One stored noun: a JSON value under a key. */
export type Document<T> = { readonly key: Key; readonly value: T; readonly revision: number };

/** Typed JSON documents over a kv bucket. A document too large for the kv goes into a blob that its entry names. */
export type Documents<T> = {
  get(key: Key): Promise<Document<T> | undefined>;
  /** `expected` as in `Kv.put`. Returns the new revision. */
  put(key: Key, value: T, expected?: number): Promise<number>;
  delete(key: Key, expected?: number): Promise<void>;
  scan(prefix: Key, options?: { readonly after?: Key; readonly limit?: number }): Promise<Document<T>[]>;
};

/** Every document under a prefix held in memory and kept current by a watch, for data planes and lists: reads are synchronous. */
export type Mirror<T> = {
  get(key: Key): Document<T> | undefined;
  /** In key order. */
  list(prefix: Key): readonly Document<T>[];
  /** Calls back after the mirror took a change: `value` is undefined after a delete. */
  onChange(listener: (key: Key, value: T | undefined) => void): void;
  close(): void;
};
