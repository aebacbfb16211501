import { type Document, documentBlobs, type Fabric, mirrorDocuments, openDocuments } from '#fabric';
import { storedNameCharactersMax } from '../limits.ts';
import { type Accounts, countAccounts } from './accounts.ts';
import type { FunctionRecord } from './function.ts';
import { type LayerStore, openLayers } from './layers.ts';
import { countNamedPackages } from './named-packages.ts';
import { openPackages, type Packages } from './packages.ts';
import { packagesOf, versionsOf } from './versions.ts';

const bucket = 'lambda-functions';

/** What names a function on this Lambent. */
export type FunctionId = { readonly account: string; readonly region: string; readonly name: string };

/** For maps in memory by function; nothing stored has it. */
export function functionKey({ account, region, name }: FunctionId): string {
  return `${account} ${region} ${name}`;
}

/** Every function, mirrored in memory: reads are synchronous, writes durable compare-and-swaps. */
export type FunctionStore = {
  find(account: string, region: string, name: string): Document<FunctionRecord> | undefined;
  /** Sorted by name. */
  list(account: string, region: string): readonly Document<FunctionRecord>[];
  /** What `list` has, from the name on; only what is read of it costs anything. Nothing may be awaited meanwhile. */
  listFrom(account: string, region: string, name?: string): Iterable<Document<FunctionRecord>>;
  /** Of every account and region: for what starts, sweeps or counts. */
  all(): readonly Document<FunctionRecord>[];
  /** `expectedRevision` is 0 for a function that must not exist yet. Returns the new revision; throws `RevisionMismatch`. */
  put(record: FunctionRecord, expectedRevision: number): Promise<number>;
  /** Throws `RevisionMismatch`. */
  delete(id: FunctionId, expectedRevision: number): Promise<void>;
  /** Calls back after every change, wherever it was made; `record` is undefined after a delete. */
  onChange(listener: (id: FunctionId, record: FunctionRecord | undefined) => void): void;
  /** The layers, which share packages and code storage with the functions. */
  readonly layers: LayerStore;
  /** What each account uses. */
  readonly accounts: Accounts;
  /** The code packages that functions and layers name. */
  readonly packages: Packages;
  /** The digests of every blob that functions, layers and their packages live in. */
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
  const layers = await openLayers(fabric);
  const isOfFunction = countNamedPackages(mirror, (record) => versionsOf(record).flatMap(packagesOf));
  const isOfLayer = countNamedPackages(layers.mirror, ({ versions }) => versions.flatMap(packagesOf));
  const packages = openPackages(fabric, (digest) => isOfFunction(digest) || isOfLayer(digest));
  const accounts = countAccounts(mirror, layers.mirror);
  return {
    layers: {
      ...layers.store,
      put: (record, expectedRevision) => whileOpen(() => layers.store.put(record, expectedRevision)),
    },
    accounts,
    packages,
    // Requests may ask for longer names than any function has, and than a key could hold.
    find: (account, region, name) =>
      name.length > storedNameCharactersMax ? undefined : mirror.get([account, region, name]),
    list: (account, region) => mirror.list([account, region]),
    listFrom: (account, region, name) => mirror.listFrom([account, region], name),
    all: () => mirror.list([]),
    put: (record, expectedRevision) =>
      whileOpen(() => documents.put(keyOf(record), record, expectedRevision)),
    delete: (id, expectedRevision) => whileOpen(() => documents.delete(keyOf(id), expectedRevision)),
    // Packages that nothing names any more stay until they are removed on their own terms (see packages.ts).
    blobs: async () => [
      ...(await documentBlobs(fabric, bucket)),
      ...(await layers.blobs()),
      ...(await packages.list()),
    ],
    onChange(listener) {
      mirror.onChange(([account = '', region = '', name = ''], record) => {
        listener({ account, region, name }, record);
      });
    },
    close() {
      closed = true;
      mirror.close();
      layers.mirror.close();
    },
  };
}

function keyOf(id: FunctionId): readonly string[] {
  return [id.account, id.region, id.name];
}
