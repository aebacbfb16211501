import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlatformLog } from '#observe';
import { treesBytesMax, treesMax } from './limits.ts';

/** An unpacked package on disk. */
export type Tree = { readonly folder: string; readonly bytes: number };

/**
 * Trees by digest, or by the digests they were merged from, least recently used first. Concurrent callers share one unpacking; a borrowed
 * tree is never evicted.
 */
export class TreeCache {
  readonly #trees = new Map<string, Promise<Tree>>();
  readonly #ready = new Map<string, Tree>();
  readonly #borrowers = new Map<string, number>();
  readonly #log: PlatformLog;
  readonly #bounds: { readonly trees: number; readonly bytes: number };
  readonly #evicted: (digest: string) => void;

  /** `evicted` is told whose disk space is to be free now. */
  constructor(
    log: PlatformLog,
    bounds = { trees: treesMax, bytes: treesBytesMax },
    evicted: (digest: string) => void = () => undefined,
  ) {
    this.#log = log;
    this.#bounds = bounds;
    this.#evicted = evicted;
  }

  get(digest: string, unpack: () => Promise<Tree>): Promise<Tree> {
    const present = this.#trees.get(digest);
    if (present !== undefined) {
      this.#trees.delete(digest);
      this.#trees.set(digest, present);
      return present;
    }
    const unpacking = unpack().then(
      (tree) => {
        this.#ready.set(digest, tree);
        this.#evict(digest);
        return tree;
      },
      (error: unknown) => {
        this.#trees.delete(digest);
        throw error;
      },
    );
    this.#trees.set(digest, unpacking);
    return unpacking;
  }

  /** As `get`, and keeps the tree until `release`. */
  async borrow(digest: string, unpack: () => Promise<Tree>): Promise<Tree & { release(): void }> {
    this.#count(digest, 1);
    let borrowed = true;
    const release = (): void => {
      if (borrowed) this.#count(digest, -1);
      borrowed = false;
    };
    try {
      return { ...(await this.get(digest, unpack)), release };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Removes the trees that have to do with a digest and that nobody borrows; a borrowed one is left to eviction. */
  async drop(digest: string): Promise<void> {
    for (const [key, tree] of [...this.#ready]) {
      if (!key.includes(digest) || this.#borrowers.has(key)) continue;
      this.#trees.delete(key);
      this.#ready.delete(key);
      await removeTree(tree.folder);
    }
  }

  #count(digest: string, change: 1 | -1): void {
    const borrowers = (this.#borrowers.get(digest) ?? 0) + change;
    if (borrowers === 0) this.#borrowers.delete(digest);
    else this.#borrowers.set(digest, borrowers);
  }

  #evict(newest: string): void {
    let bytes = 0;
    for (const tree of this.#ready.values()) bytes += tree.bytes;
    for (const digest of [...this.#trees.keys()]) {
      if (this.#ready.size <= this.#bounds.trees && bytes <= this.#bounds.bytes) return;
      const tree = this.#ready.get(digest);
      if (tree === undefined || this.#borrowers.has(digest) || digest === newest) continue;
      this.#trees.delete(digest);
      this.#ready.delete(digest);
      bytes -= tree.bytes;
      this.#evicted(digest);
      removeTree(tree.folder).catch((error: unknown) =>
        this.#log.warn('an unused code tree could not be removed', {
          folder: tree.folder,
          error: String(error),
        }),
      );
    }
  }
}

/** Removes a file or a read-only tree, whose folders must be made writable first. Harmless when there is none. */
export async function removeTree(path: string): Promise<void> {
  const stats = await lstat(path).catch(() => undefined);
  if (stats?.isDirectory()) await makeWritable(path);
  await rm(path, { recursive: true, force: true });
}

async function makeWritable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeWritable(join(folder, entry.name));
  }
}
