import type { Mirror } from '#fabric';
import type { FunctionRecord } from './function.ts';
import { versionsOf } from './versions.ts';

/** Says whether a function names a package: counted as functions change, since every upload asks. */
export function countNamedPackages(
  mirror: Pick<Mirror<FunctionRecord>, 'list' | 'onChange'>,
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
  const take = (key: string, record: FunctionRecord | undefined): void => {
    count(namedBy.get(key) ?? [], -1);
    namedBy.delete(key);
    if (record === undefined) return;
    const digests = digestsOf(record);
    namedBy.set(key, digests);
    count(digests, 1);
  };

  for (const { key, value } of mirror.list([])) take(key.join(' '), value);
  mirror.onChange((key, record) => take(key.join(' '), record));
  return (digest) => counts.has(digest);
}

/** Every package that a function still runs, or may run again. */
function digestsOf(record: FunctionRecord): ReadonlySet<string> {
  return new Set(versionsOf(record).map(({ codeDigest }) => codeDigest));
}
