import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlatformLog } from '#observe';
import { sparesMax, spotNodesMax } from './limits.ts';
import { mergeTrees } from './merge.ts';
import { removeTree, type Tree } from './tree.ts';

export type SparesParts = {
  readonly log: PlatformLog;
  readonly borrow: (digests: readonly string[]) => Promise<Tree & { release(): void }>;
  /** A new folder that `fill` has filled; nothing is left where it throws. */
  readonly make: (fill: (folder: string) => Promise<number>) => Promise<Tree>;
};

/**
 * Read-only copies of packages' trees, of hard links, made ahead: at most one of each set of packages, least recently wanted first.
 * Whoever takes one may move it.
 */
export class Spares {
  readonly #parts: SparesParts;
  readonly #max: number;
  /** Folders; undefined where there can be none, such as on a file system without hard links. */
  readonly #spares = new Map<string, Promise<string | undefined>>();

  constructor(parts: SparesParts, max = sparesMax) {
    this.#parts = parts;
    this.#max = max;
  }

  /** Harmless when there is a copy. Resolves when there is one, or cannot be. */
  async prepare(digests: readonly string[]): Promise<void> {
    const key = digests.join('+');
    const spare = this.#spares.get(key) ?? this.#make(digests);
    this.#spares.delete(key);
    this.#spares.set(key, spare);
    for (const [oldest] of this.#spares) {
      if (this.#spares.size <= this.#max) break;
      void this.#remove(oldest);
    }
    await spare;
  }

  /**
   * A copy of each of these sets as the caller's own: made ahead, being made or, of small ones, made now. Undefined where there are not
   * all of them.
   */
  async take(sets: readonly (readonly string[])[]): Promise<readonly string[] | undefined> {
    const taken = sets.map((digests) => {
      const key = digests.join('+');
      const ahead = this.#spares.get(key);
      this.#spares.delete(key);
      return { key, isAhead: ahead !== undefined, spare: ahead ?? this.#make(digests, spotNodesMax) };
    });
    const folders = await Promise.all(taken.map(({ spare }) => spare));
    const found = folders.filter((folder) => folder !== undefined);
    if (found.length === sets.length) return found;
    for (const { key, isAhead, spare } of taken) {
      // What was too large just now can still be copied ahead.
      if (isAhead && !this.#spares.has(key)) this.#spares.set(key, spare);
      else void this.#discard(spare);
    }
    return undefined;
  }

  /** Removes every copy with files of that package. */
  async drop(digest: string): Promise<void> {
    const keys = [...this.#spares.keys()].filter((key) => key.includes(digest));
    await Promise.all(keys.map((key) => this.#remove(key)));
  }

  async #make(digests: readonly string[], nodesMax?: number): Promise<string | undefined> {
    const { borrow, make, log } = this.#parts;
    try {
      const tree = await borrow(digests);
      try {
        if (await hasLibraries(tree.folder)) return undefined;
        return (await make((folder) => mergeTrees([tree], folder, nodesMax))).folder;
      } finally {
        tree.release();
      }
    } catch (error) {
      log.debug('no copy of a code tree could be made ahead', { error: String(error) });
      return undefined;
    }
  }

  async #remove(key: string): Promise<void> {
    const spare = this.#spares.get(key);
    this.#spares.delete(key);
    await this.#discard(spare);
  }

  async #discard(spare: Promise<string | undefined> | undefined): Promise<void> {
    const folder = await spare;
    if (folder === undefined) return;
    await removeTree(folder).catch((error: unknown) =>
      this.#parts.log.warn('a copy of a code tree could not be removed', { folder, error: String(error) }),
    );
  }
}

/** Of the folders where the loader of programs looks, it takes no note any more of one that was not there when the program started. */
async function hasLibraries(folder: string): Promise<boolean> {
  const names = await readdir(join(folder, 'lib')).catch(() => []);
  return names.some((name) => /\.so(\.|$)/.test(name));
}
