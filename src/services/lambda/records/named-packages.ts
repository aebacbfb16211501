import type { Mirror } from '#fabric';

/** Says whether a record names a package: counted as records change, since every upload asks. `packagesOf` may repeat itself. */
export function countNamedPackages<T>(
  mirror: Pick<Mirror<T>, 'list' | 'onChange'>,
  packagesOf: (record: T) => Iterable<string>,
): (digest: string) => boolean {
  const namedBy = new Map<string, ReadonlySet<string>>();
  const counts = new Map<string, number>();

  const count = (digests: Iterable<string>, change: 1 | -1): void => {
    for (const digest of digests) {
      const named = (counts.get(digest) ?? 0) + change;
      if (named === 0) counts.delete(digest);
      else counts.set(digest, named);
    }
  };
  const take = (key: string, record: T | undefined): void => {
    count(namedBy.get(key) ?? [], -1);
    namedBy.delete(key);
    if (record === undefined) return;
    const digests = new Set(packagesOf(record));
    namedBy.set(key, digests);
    count(digests, 1);
  };

  for (const { key, value } of mirror.list([])) take(key.join(' '), value);
  mirror.onChange((key, record) => take(key.join(' '), record));
  return (digest) => counts.has(digest);
}
