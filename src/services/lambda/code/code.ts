import { mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fabric } from '#fabric';
import type { PlatformLog } from '#observe';
import { removeTree, type Tree, TreeCache } from './tree.ts';
import { unzip } from './unzip.ts';

export { ZipRejected } from './zip-rejected.ts';

/** Deployment packages: zips kept as blobs, unpacked trees as a cache beside them. */
export type Code = {
  /** Unpacks the zip, then keeps it. Throws `ZipRejected` and leaves nothing behind. `bytes` is the zip's size. */
  store(zip: Buffer): Promise<{ readonly digest: string; readonly bytes: number }>;
  /** The folder of the unpacked code. A later call may evict it: an environment borrows instead. Throws `CodeMissing`. */
  tree(digest: string): Promise<string>;
  /** As `tree`, and the folder stays until `release`. */
  borrow(digest: string): Promise<BorrowedTree>;
  zip(digest: string): Promise<Buffer | undefined>;
  /** Forgets a package that no function names: its blob, and its tree unless that is borrowed. */
  discard(digest: string): Promise<void>;
};

export type BorrowedTree = {
  readonly folder: string;
  /** The version's merged layers, where it has any. */
  readonly layersFolder?: string;
  release(): void;
};

/** Thrown when a record names a package that the store does not have. */
export class CodeMissing extends Error {
  override readonly name = 'CodeMissing';
}

/**
 * Opens the packages. Everything in `codeRoot` is ours, and trees of an earlier run are removed: after a power failure a tree
 * may hold empty files, and unpacking again from the blob costs less than finding out.
 */
export async function openCode(parts: {
  readonly fabric: Fabric;
  readonly codeRoot: string;
  readonly log: PlatformLog;
}): Promise<Code> {
  const { blobs } = parts.fabric;
  await mkdir(parts.codeRoot, { recursive: true });
  for (const name of await readdir(parts.codeRoot)) await removeTree(join(parts.codeRoot, name));
  const trees = new TreeCache(parts.log);

  const unpack = async (zip: Buffer): Promise<Tree> => {
    const folder = await mkdtemp(join(parts.codeRoot, 'tree-'));
    try {
      return { folder, bytes: await unzip(zip, folder) };
    } catch (error) {
      await removeTree(folder);
      throw error;
    }
  };

  const unpackStored = async (digest: string): Promise<Tree> => {
    const zip = await blobs.get(digest);
    if (zip === undefined) throw new CodeMissing(`the code package ${digest} is not stored here`);
    return unpack(zip);
  };

  return {
    async store(zip) {
      const fresh = await unpack(zip);
      try {
        const digest = await blobs.put(zip);
        const kept = await trees.get(digest, () => Promise.resolve(fresh));
        if (kept !== fresh) await removeTree(fresh.folder);
        return { digest, bytes: zip.length };
      } catch (error) {
        await removeTree(fresh.folder);
        throw error;
      }
    },
    tree: async (digest) => (await trees.get(digest, () => unpackStored(digest))).folder,
    borrow: (digest) => trees.borrow(digest, () => unpackStored(digest)),
    zip: (digest) => blobs.get(digest),
    async discard(digest) {
      await trees.drop(digest);
      await blobs.delete(digest);
    },
  };
}
