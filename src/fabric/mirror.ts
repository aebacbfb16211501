import { callListener } from './call-listener.ts';
import type { Change, Entry, Fabric, Key, Kv } from './contracts.ts';
import { type Document, documentAtHand, documentOf, type Mirror, pagesOf } from './documents.ts';
import { encodeKey, encodePrefix, isUnder } from './key-encoding.ts';
import { SortedMap } from './sorted-map.ts';

/**
 * Opens a mirror of every document under `prefix`. Changes that this process makes are in it when their `put` or `delete`
 * resolves. The watch begins before the scan, and the higher revision of a key wins, so nothing falls between the two.
 */
export async function mirrorDocuments<T>(fabric: Fabric, bucket: string, prefix: Key): Promise<Mirror<T>> {
  const mirror = new WatchedMirror<T>(fabric, fabric.kv(bucket), prefix);
  try {
    await mirror.load();
    return mirror;
  } catch (error) {
    mirror.close();
    throw error;
  }
}

class WatchedMirror<T> implements Mirror<T> {
  readonly #fabric: Fabric;
  readonly #kv: Kv;
  readonly #prefix: Key;
  readonly #documents = new SortedMap<Document<T>>();
  /** The newest revision of each key that is here or being loaded. */
  readonly #newest = new Map<string, number>();
  /** What was deleted during the scan, which may still bring an older state. */
  readonly #deleted = new Map<string, number>();
  /** The last listing, as long as nothing changes: those who list page by page ask for it again and again. */
  #listed: { readonly prefix: string; readonly documents: readonly Document<T>[] } | undefined;
  readonly #listeners = new Set<(key: Key, value: T | undefined) => void>();
  readonly #unwatch: () => void;
  #loading = true;
  #closed = false;

  constructor(fabric: Fabric, kv: Kv, prefix: Key) {
    this.#fabric = fabric;
    this.#kv = kv;
    this.#prefix = prefix;
    this.#unwatch = kv.watch(prefix, (change) => this.#take(change));
  }

  async load(): Promise<void> {
    for await (const page of pagesOf(this.#kv, this.#prefix)) {
      for (const entry of page) await this.#loadEntry(entry);
    }
    this.#loading = false;
    this.#deleted.clear();
  }

  get(key: Key): Document<T> | undefined {
    return this.#documents.get(encodeKey(key));
  }

  list(prefix: Key): readonly Document<T>[] {
    const encoded = encodePrefix(prefix);
    if (this.#listed?.prefix === encoded) return this.#listed.documents;
    const documents = [...this.#under(encoded, encoded)];
    this.#listed = { prefix: encoded, documents };
    return documents;
  }

  listFrom(prefix: Key, start?: string): Iterable<Document<T>> {
    return this.#under(encodePrefix(prefix), encodePrefix(start === undefined ? prefix : [...prefix, start]));
  }

  onChange(listener: (key: Key, value: T | undefined) => void): void {
    this.#listeners.add(listener);
  }

  close(): void {
    this.#closed = true;
    this.#unwatch();
    this.#listeners.clear();
  }

  *#under(prefix: string, start: string): Generator<Document<T>> {
    for (const [key, document] of this.#documents.from(start)) {
      if (!isUnder(key, prefix)) break;
      yield document;
    }
  }

  #take(change: Change): void {
    if (change.type === 'put') this.#takeEntry(change.entry);
    else this.#delete(change.key, change.revision);
  }

  #takeEntry(entry: Entry): void {
    const encoded = encodeKey(entry.key);
    if (!this.#isNews(encoded, entry.revision)) return;
    const document = documentAtHand<T>(this.#fabric, entry);
    if (document) this.#set(encoded, document);
    // Another process wrote a document that lives in a blob. Not being able to read it surfaces as an unhandled rejection.
    else void this.#loadEntry(entry);
  }

  async #loadEntry(entry: Entry): Promise<void> {
    const encoded = encodeKey(entry.key);
    if (!this.#isNews(encoded, entry.revision)) return;
    this.#newest.set(encoded, entry.revision);
    const document =
      documentAtHand<T>(this.#fabric, entry) ?? (await documentOf<T>(this.#fabric, this.#kv, entry));
    const overtaken = this.#closed || this.#newest.get(encoded) !== entry.revision;
    if (document && !overtaken) this.#set(encoded, document);
  }

  #isNews(encoded: string, revision: number): boolean {
    return revision > Math.max(this.#newest.get(encoded) ?? 0, this.#deleted.get(encoded) ?? 0);
  }

  #set(encoded: string, document: Document<T>): void {
    this.#newest.set(encoded, document.revision);
    this.#documents.set(encoded, document);
    this.#listed = undefined;
    this.#tell(document.key, document.value);
  }

  #delete(key: Key, revision: number): void {
    const encoded = encodeKey(key);
    this.#newest.delete(encoded);
    this.#listed = undefined;
    if (this.#loading) this.#deleted.set(encoded, revision);
    if (this.#documents.delete(encoded)) this.#tell(key, undefined);
  }

  #tell(key: Key, value: T | undefined): void {
    for (const listener of this.#listeners) callListener(() => listener(key, value));
  }
}
