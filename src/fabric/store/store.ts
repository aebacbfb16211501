/** What the kv, the leases and the queues of one process stand on: one ordered map with atomic, durable writes. */
export type Store = {
  get(key: string): Buffer | undefined;
  /** Rows from `start` (included) to `end` (excluded), in key order. */
  range(start: string, end: string, limit: number): Row[];
  count(start: string, end: string): number;
  /**
   * Runs `operation` alone, with every earlier write visible to it, and makes its changes durable together. If it throws, nothing
   * is written. `committed` runs when the changes are durable, in the order of the writes, before the promise resolves.
   */
  write<Result>(operation: (draft: Draft) => Result, committed?: (result: Result) => void): Promise<Result>;
  close(): Promise<void>;
};

export type Row = { readonly key: string; readonly value: Buffer };

/** The store as one write sees it. Values must not change once they were put. */
export type Draft = {
  get(key: string): Buffer | undefined;
  put(key: string, value: Buffer): void;
  delete(key: string): void;
  /** A whole number greater than any before, also before a restart. */
  next(): number;
};

/** Collects one operation's changes over what came before; they count only once `operation` has returned. */
export function runOperation<Result>(
  operation: (draft: Draft) => Result,
  before: (key: string) => Buffer | undefined,
  next: () => number,
): { readonly result: Result; readonly changes: ReadonlyMap<string, Buffer | undefined> } {
  const changes = new Map<string, Buffer | undefined>();
  const result = operation({
    get: (key) => (changes.has(key) ? changes.get(key) : before(key)),
    put: (key, value) => changes.set(key, value),
    delete: (key) => changes.set(key, undefined),
    next,
  });
  return { result, changes };
}
