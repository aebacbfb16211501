import { checkName, checkScanLimit, checkScanSize, checkValue } from '../check-limits.ts';
import { type Entry, type Key, type Kv, RevisionMismatch } from '../contracts.ts';
import { decodeKey, encodeKey, encodePrefix } from '../key-encoding.ts';
import { scanEntriesMax } from '../limits.ts';
import { Watchers } from '../watchers.ts';
import type { Store } from './store.ts';

/** 48 bits count 281 million million writes. */
const revisionBytes = 6;

/** One bucket of the kv: rows `kv/BUCKET/ENCODED-KEY`, each a revision followed by the value. */
export function storeKv(store: Store, bucket: string): Kv {
  checkName(bucket);
  const base = `kv/${bucket}/`;
  const watchers = new Watchers();

  return {
    async get(key) {
      const row = store.get(base + encodeKey(key));
      return row && toEntry(key, row);
    },
    async put(key, value, expected) {
      checkValue(value);
      const encoded = encodeKey(key);
      const copy = Buffer.from(value);
      return await store.write(
        (draft) => {
          checkRevision(key, draft.get(base + encoded), expected);
          const revision = draft.next();
          draft.put(base + encoded, toRow(revision, copy));
          return revision;
        },
        (revision) =>
          watchers.notify(encoded, { type: 'put', entry: { key: [...key], value: copy, revision } }),
      );
    },
    async delete(key, expected) {
      const encoded = encodeKey(key);
      await store.write(
        (draft) => {
          const row = draft.get(base + encoded);
          checkRevision(key, row, expected);
          if (row === undefined) return undefined;
          draft.delete(base + encoded);
          return draft.next();
        },
        (revision) => {
          if (revision !== undefined) watchers.notify(encoded, { type: 'delete', key: [...key], revision });
        },
      );
    },
    async scan(prefix, options = {}) {
      checkScanLimit(options.limit);
      const [start, end] = bounds(encodePrefix(prefix), options.after);
      const rows = store.range(base + start, base + end, options.limit ?? scanEntriesMax + 1);
      if (options.limit === undefined) checkScanSize(rows.length);
      return rows.map((row) => toEntry(decodeKey(row.key.slice(base.length)), row.value));
    },
    watch: (prefix, listener) => watchers.add(prefix, listener),
  };
}

/** The encoded keys under a prefix. No encoded character sorts below `.`, so `-` comes directly behind a key and `/` behind all under it. */
function bounds(prefix: string, after: Key | undefined): [start: string, end: string] {
  const end = prefix === '' ? '~' : `${prefix}/`;
  if (after === undefined) return [prefix, end];
  const behind = `${encodeKey(after)}-`;
  return [behind > prefix ? behind : prefix, end];
}

function checkRevision(key: Key, row: Buffer | undefined, expected: number | undefined): void {
  if (expected === undefined) return;
  const present = row === undefined ? 0 : row.readUIntBE(0, revisionBytes);
  if (present !== expected) {
    throw new RevisionMismatch(`${key.join('/')} is at revision ${present}, not ${expected}`);
  }
}

function toRow(revision: number, value: Buffer): Buffer {
  const row = Buffer.allocUnsafeSlow(revisionBytes + value.length);
  row.writeUIntBE(revision, 0, revisionBytes);
  value.copy(row, revisionBytes);
  return row;
}

function toEntry(key: Key, row: Buffer): Entry {
  return {
    key: [...key],
    value: Buffer.from(row.subarray(revisionBytes)),
    revision: row.readUIntBE(0, revisionBytes),
  };
}
