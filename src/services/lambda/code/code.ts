import { mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fabric } from '#fabric';
import type { PlatformLog } from '#observe';
import { mergeTrees } from './merge.ts';
import { openSlot, type Slot } from './slot.ts';
import { Spares } from './spares.ts';
import { removeTree, type Tree, TreeCache } from './tree.ts';
import { unzip } from './unzip.ts';

export { ZipRejected } from './zip-rejected.ts';

/** Deployment packages: zips kept as blobs, unpacked trees as a cache beside them. */
export type Code = {
  /**
   * Unpacks the zip, then keeps it. Throws `ZipRejected` and leaves nothing behind. `bytes` is the zip's size, `unzippedBytes` that of its
   * files.
   */
  store(
    zip: Buffer,
  ): Promise<{ readonly digest: string; readonly bytes: number; readonly unzippedBytes: number }>;
  /** The folder of the unpacked code. A later call may evict it: an environment borrows instead. Throws `CodeMissing`. */
  tree(digest: string): Promise<string>;
  /** As `tree`, and the folder stays until `release`. */
  borrow(digest: string): Promise<BorrowedTree>;
  /** As `borrow`, of several packages in one folder: laid over each other in their order. */
  borrowMerged(digests: readonly string[]): Promise<BorrowedTree>;
  /** Copies of the trees, which environments that were booted before are given. */
  readonly spares: Pick<Spares, 'prepare' | 'take'>;
  /** Where such an environment finds its code. */
  openSlot(): Promise<Slot>;
  zip(digest: string): Promise<Buffer | undefined>;
  /** Forgets a package that nothing names: its blob, and the trees it is in unless they are borrowed. */
  discard(digest: string): Promise<void>;
};

export type BorrowedTree = Tree & { release(): void };

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
  /** Left out: those of `limits.ts`. */
  readonly bounds?: { readonly trees: number; readonly bytes: number };
}): Promise<Code> {
  const { blobs } = parts.fabric;
  await mkdir(parts.codeRoot, { recursive: true });
  for (const name of await readdir(parts.codeRoot)) await removeTree(join(parts.codeRoot, name));
  // A copy's links would keep the files of a tree that had to go.
  const trees = new TreeCache(parts.log, parts.bounds, (digest) => void spares.drop(digest));

  /** Fills a new folder; `fill` returns the bytes in it. */
  const makeTree = async (fill: (folder: string) => Promise<number>): Promise<Tree> => {
    const folder = await mkdtemp(join(parts.codeRoot, 'tree-'));
    try {
      return { folder, bytes: await fill(folder) };
    } catch (error) {
      await removeTree(folder);
      throw error;
    }
  };

  const unpack = (zip: Buffer): Promise<Tree> => makeTree((folder) => unzip(zip, folder));

  const unpackStored = async (digest: string): Promise<Tree> => {
    const zip = await blobs.get(digest);
    if (zip === undefined) throw new CodeMissing(`the code package ${digest} is not stored here`);
    return unpack(zip);
  };

  const borrow = (digest: string): Promise<BorrowedTree> => trees.borrow(digest, () => unpackStored(digest));

  const merge = async (digests: readonly string[]): Promise<Tree> => {
    const borrowed: BorrowedTree[] = [];
    try {
      for (const digest of digests) borrowed.push(await borrow(digest));
      return await makeTree((folder) => mergeTrees(borrowed, folder));
    } finally {
      for (const tree of borrowed) tree.release();
    }
  };

  const borrowMerged = (digests: readonly string[]): Promise<BorrowedTree> =>
    digests.length === 1 ? borrow(digests[0] ?? '') : trees.borrow(digests.join('+'), () => merge(digests));
  const spares = new Spares({ log: parts.log, borrow: borrowMerged, make: makeTree });

  return {
    async store(zip) {
      const fresh = await unpack(zip);
      try {
        const digest = await blobs.put(zip);
        const kept = await trees.get(digest, () => Promise.resolve(fresh));
        if (kept !== fresh) await removeTree(fresh.folder);
        return { digest, bytes: zip.length, unzippedBytes: kept.bytes };
      } catch (error) {
        await removeTree(fresh.folder);
        throw error;
      }
    },
    tree: async (digest) => (await trees.get(digest, () => unpackStored(digest))).folder,
    borrow,
    borrowMerged,
    spares,
    openSlot: async () => openSlot(await mkdtemp(join(parts.codeRoot, 'slot-'))),
    zip: (digest) => blobs.get(digest),
    async discard(digest) {
      await spares.drop(digest);
      await trees.drop(digest);
      await blobs.delete(digest);
    },
  };
}
