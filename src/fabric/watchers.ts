import { callListener } from './call-listener.ts';
import type { Change, Key } from './contracts.ts';
import { encodePrefix, isUnder } from './key-encoding.ts';

type Watcher = { readonly prefix: string; readonly listener: (change: Change) => void };

/** The listeners of one bucket. */
export class Watchers {
  readonly #watchers = new Set<Watcher>();

  add(prefix: Key, listener: (change: Change) => void): () => void {
    const watcher = { prefix: encodePrefix(prefix), listener };
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  notify(encodedKey: string, change: Change): void {
    for (const { prefix, listener } of this.#watchers) {
      if (isUnder(encodedKey, prefix)) callListener(() => listener(change));
    }
  }
}
