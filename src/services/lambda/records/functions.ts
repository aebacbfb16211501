import { type Document, documentBlobs, type Fabric, mirrorDocuments, openDocuments } from '#fabric';
import { storedNameCharactersMax } from '../limits.ts';
import type { FunctionRecord } from './function.ts';
import { openPackages, type Packages } from './packages.ts';
import { versionsOf } from './versions.ts';

const bucket = 'lambda-functions';

/** What names a function on this Lambent. */
export type FunctionId = { readonly account: string; readonly region: string; readonly name: string };

/** Every function, mirrored in memory: reads are synchronous, writes durable compare-and-swaps. */
export type FunctionStore = {
  find(account: string, region: string, name: string): Document<FunctionRecord> | undefined;
  /** Sorted by name. */
  list(account: string, region: string): readonly Document<FunctionRecord>[];
  /** Of every account and region: for what starts, sweeps or counts. */
  all(): readonly Document<FunctionRecord>[];
  /** `expectedRevision` is 0 for a function that must not exist yet. Returns the new revision; throws `RevisionMismatch`. */
  put(record: FunctionRecord, expectedRevision: number): Promise<number>;
  /** Throws `RevisionMismatch`. */
  delete(id: FunctionId, expectedRevision: number): Promise<void>;
  /** Calls back after every change, wherever it was made; `record` is undefined after a delete. */
  onChange(listener: (id: FunctionId, record: FunctionRecord | undefined) => void): void;
  /** The code packages that functions name. */
  readonly packages: Packages;
  /** The digests of every blob that functions and their packages live in. */
  blobs(): Promise<readonly string[]>;
  /** Writes are refused afterwards: what was still being settled stays as it is, for the next start. */
  close(): void;
};

export async function openFunctions(fabric: Fabric): Promise<FunctionStore> {
  const documents = openDocuments<FunctionRecord>(fabric, bucket);
  const mirror = await mirrorDocuments<FunctionRecord>(fabric, bucket, []);
  let closed = false;
  const whileOpen = <T>(write: () => Promise<T>): Promise<T> =>
    closed ? Promise.reject(new Error('the function store is closed')) : write();
  const isNamed = (digest: string): boolean => mirror.list([]).some(({ value }) => names(value, digest));
  const packages = openPackages(fabric, isNamed);
  return {
    packages,
    // Requests may ask for longer names than any function has, and than a key could hold.
    find: (account, region, name) =>
      name.length > storedNameCharactersMax ? undefined : mirror.get([account, region, name]),
    list: (account, region) => mirror.list([account, region]),
    all: () => mirror.list([]),
    put: (record, expectedRevision) =>
      whileOpen(() => documents.put(keyOf(record), record, expectedRevision)),
    delete: (id, expectedRevision) => whileOpen(() => documents.delete(keyOf(id), expectedRevision)),
    // Packages that no function names any more stay until they are removed on their own terms (see packages.ts).
    blobs: async () => [...(await documentBlobs(fabric, bucket)), ...(await packages.list())],
    onChange(listener) {
      mirror.onChange(([account = '', region = '', name = ''], record) => {
        listener({ account, region, name }, record);
      });
    },
    close() {
      closed = true;
      mirror.close();
    },
  };
}

function keyOf(id: FunctionId): readonly string[] {
  return [id.account, id.region, id.name];
}

function names(record: FunctionRecord, digest: string): boolean {
  return versionsOf(record).some(({ codeDigest }) => codeDigest === digest);
}
