import { type Document, type Fabric, mirrorDocuments, openDocuments } from '#fabric';
import type { FunctionRecord } from './function.ts';
import { openPackages, type Packages } from './packages.ts';

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
  close(): void;
};

export async function openFunctions(fabric: Fabric): Promise<FunctionStore> {
  const documents = openDocuments<FunctionRecord>(fabric, bucket);
  const mirror = await mirrorDocuments<FunctionRecord>(fabric, bucket, []);
  const isNamed = (digest: string): boolean => mirror.list([]).some(({ value }) => names(value, digest));
  return {
    packages: openPackages(fabric, isNamed),
    find: (account, region, name) => mirror.get([account, region, name]),
    list: (account, region) => mirror.list([account, region]),
    all: () => mirror.list([]),
    put: (record, expectedRevision) => documents.put(keyOf(record), record, expectedRevision),
    delete: (id, expectedRevision) => documents.delete(keyOf(id), expectedRevision),
    onChange(listener) {
      mirror.onChange(([account = '', region = '', name = ''], record) => {
        listener({ account, region, name }, record);
      });
    },
    close: () => mirror.close(),
  };
}

function keyOf(id: FunctionId): readonly string[] {
  return [id.account, id.region, id.name];
}

function names({ latest, serving }: FunctionRecord, digest: string): boolean {
  return latest.codeDigest === digest || serving?.codeDigest === digest;
}
