import { BlobDamaged, type Entry, type Fabric, type Key, type Kv } from './contracts.ts';
import { documentReadAttemptsMax, mirrorPageEntries, valueBytesMax } from './limits.ts';

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
  /** What `list` has from the key `[...prefix, start]` on, read as it is asked for: the mirror must not change meanwhile. */
  listFrom(prefix: Key, start?: string): Iterable<Document<T>>;
  /** Calls back after the mirror took a change: `value` is undefined after a delete. */
  onChange(listener: (key: Key, value: T | undefined) => void): void;
  close(): void;
};

/** What an entry of a large document holds instead of JSON, before the digest; no JSON text begins like this. */
const blobMark = 'blob:';

/** Large documents that this process is writing just now, by digest: its mirrors need not wait for the blob. */
const beingWritten = new WeakMap<Fabric, Map<string, string>>();

export function openDocuments<T>(fabric: Fabric, bucket: string): Documents<T> {
  const kv = fabric.kv(bucket);
  return {
    get: (key) => readDocument<T>(fabric, kv, key),
    async put(key, value, expected) {
      const json = JSON.stringify(value);
      const bytes = Buffer.from(json);
      if (bytes.length <= valueBytesMax) return await kv.put(key, bytes, expected);
      const digest = await fabric.blobs.put(bytes);
      return await whileWriting(fabric, digest, json, () =>
        kv.put(key, Buffer.from(blobMark + digest), expected),
      );
    },
    delete: (key, expected) => kv.delete(key, expected),
    async scan(prefix, options) {
      const documents: Document<T>[] = [];
      for (const entry of await kv.scan(prefix, options)) {
        const document = await documentOf<T>(fabric, kv, entry);
        if (document) documents.push(document);
      }
      return documents;
    },
  };
}

/** The digests of every blob that a document of the bucket lives in: what a sweep must keep. */
export async function documentBlobs(fabric: Fabric, bucket: string): Promise<Set<string>> {
  const kv = fabric.kv(bucket);
  const digests = new Set<string>();
  for await (const page of pagesOf(kv, [])) {
    for (const entry of page) {
      const digest = digestIn(entry);
      if (digest !== undefined) digests.add(digest);
    }
  }
  return digests;
}

/** Every entry under a prefix, a bounded number at a time. */
export async function* pagesOf(kv: Kv, prefix: Key): AsyncGenerator<readonly Entry[]> {
  let page = await kv.scan(prefix, { limit: mirrorPageEntries });
  while (page.length > 0) {
    yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < mirrorPageEntries) return;
    page = await kv.scan(prefix, { limit: mirrorPageEntries, after: last.key });
  }
}

/** The document in an entry, if that needs no waiting. */
export function documentAtHand<T>(fabric: Fabric, entry: Entry): Document<T> | undefined {
  const digest = digestIn(entry);
  const json = digest === undefined ? textOf(entry) : beingWritten.get(fabric)?.get(digest);
  return json === undefined ? undefined : parse<T>(entry, json);
}

/** The document in an entry; what is there now if the entry's blob is gone because the document was changed meanwhile. */
export async function documentOf<T>(fabric: Fabric, kv: Kv, entry: Entry): Promise<Document<T> | undefined> {
  return (await loadDocument<T>(fabric, entry)) ?? (await readDocument<T>(fabric, kv, entry.key));
}

async function readDocument<T>(fabric: Fabric, kv: Kv, key: Key): Promise<Document<T> | undefined> {
  for (let attempt = 0; attempt < documentReadAttemptsMax; attempt++) {
    const entry = await kv.get(key);
    if (entry === undefined) return undefined;
    const document = await loadDocument<T>(fabric, entry);
    if (document) return document;
  }
  throw new BlobDamaged(`the blob that holds document ${key.join('/')} is missing`);
}

async function loadDocument<T>(fabric: Fabric, entry: Entry): Promise<Document<T> | undefined> {
  const digest = digestIn(entry);
  if (digest === undefined) return parse<T>(entry, textOf(entry));
  const bytes = await fabric.blobs.get(digest);
  return bytes && parse<T>(entry, bytes.toString('utf8'));
}

async function whileWriting<Result>(
  fabric: Fabric,
  digest: string,
  json: string,
  write: () => Promise<Result>,
): Promise<Result> {
  const texts = beingWritten.get(fabric) ?? new Map<string, string>();
  beingWritten.set(fabric, texts.set(digest, json));
  try {
    return await write();
  } finally {
    // Somebody else may be writing the same text: then its mirrors load the blob, which is there.
    texts.delete(digest);
  }
}

function parse<T>(entry: Entry, json: string): Document<T> {
  return { key: entry.key, value: JSON.parse(json) as T, revision: entry.revision };
}

function textOf(entry: Entry): string {
  return Buffer.from(entry.value).toString('utf8');
}

function digestIn(entry: Entry): string | undefined {
  const text = textOf(entry);
  return text.startsWith(blobMark) ? text.slice(blobMark.length) : undefined;
}
