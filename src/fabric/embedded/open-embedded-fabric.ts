import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Clock } from '#ambient';
import type { Fabric } from '../contracts.ts';
import { storeFabric } from '../store/store-fabric.ts';
import { codeOf, prepareDataFolder, unusable } from './data-folder.ts';
import { DataFolderTooNew, DataFolderUnusable } from './errors.ts';
import { FileBlobs } from './file-blobs.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import { prepareFormat } from './format-version.ts';
import { LmdbStore } from './lmdb-store.ts';

/**
 * Opens the state of one node in a data folder: created if there is none, owned by this process until `close`. Throws
 * `DataFolderInUse`, `DataFolderUnusable` or `DataFolderTooNew`, each with one line for the operator.
 */
export async function openEmbeddedFabric(options: {
  readonly folder: string;
  readonly clock: Clock;
}): Promise<Fabric> {
  const folder = resolve(options.folder);
  await prepareDataFolder(folder);
  const lock = await lockFolder(folder, options.clock);
  try {
    return await openOwned(folder, options.clock, lock);
  } catch (error) {
    await lock.release();
    throw error instanceof DataFolderTooNew || error instanceof DataFolderUnusable
      ? error
      : unusable(folder, error);
  }
}

async function openOwned(folder: string, clock: Clock, lock: FolderLock): Promise<Fabric> {
  await prepareFormat(folder);
  const blobsFolder = join(folder, 'blobs');
  await mkdir(blobsFolder, { mode: 0o700 }).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error;
  });
  const blobs = await FileBlobs.open(blobsFolder, clock);
  const store = await LmdbStore.open(folder);
  return storeFabric({
    store,
    blobs,
    clock,
    async release() {
      await blobs.close();
      await lock.release();
    },
  });
}
