import type { Fabric } from '#fabric';

const bucket = 'lambda-packages';

/** A package as records name it: the blob of the zip, the zip's size and that of the files in it. */
export type StoredPackage = {
  readonly codeDigest: string;
  readonly codeBytes: number;
  readonly unzippedBytes: number;
};

/**
 * Which code packages are stored. A package is noted here before its blob is written, so that one that no function or layer came to name,
 * or that none names any more, is found and removed, also after a crash. Claims are this process's: the store has one owner.
 */
export type Packages = {
  /** Notes a package that is about to be stored. Until the returned function is called it does not count as unused. */
  claim(digest: string): Promise<() => void>;
  /** Removes the package by `remove` unless it is claimed or named. */
  removeUnused(digest: string, remove: (digest: string) => Promise<void>): Promise<void>;
  /** Every package noted. */
  list(): Promise<string[]>;
};

export function openPackages(fabric: Fabric, isNamed: (digest: string) => boolean): Packages {
  const kv = fabric.kv(bucket);
  const claims = new Map<string, number>();
  const removals = new Map<string, Promise<void>>();

  const count = (digest: string, change: 1 | -1): void => {
    const claimed = (claims.get(digest) ?? 0) + change;
    if (claimed === 0) claims.delete(digest);
    else claims.set(digest, claimed);
  };

  return {
    async claim(digest) {
      count(digest, 1);
      try {
        // A blob that is being removed would be found to exist, not be written again, and then be gone.
        await removals.get(digest);
        await kv.put([digest], Buffer.from('{}'));
      } catch (error) {
        count(digest, -1);
        throw error;
      }
      return () => count(digest, -1);
    },
    async removeUnused(digest, remove) {
      if (claims.has(digest) || isNamed(digest)) return;
      const present = removals.get(digest);
      if (present !== undefined) return present;
      const removal = remove(digest)
        .then(() => kv.delete([digest]))
        .finally(() => removals.delete(digest));
      removals.set(digest, removal);
      return removal;
    },
    list: async () => (await kv.scan([])).flatMap((entry) => entry.key),
  };
}
