/** The published versions of a function: pure. Each is a copy of `$LATEST` under a number of its own. */
import { isDeepStrictEqual } from 'node:util';
import type { Random } from '#ambient';
import type { FunctionRecord, VersionRecord } from './function.ts';
import { configurationOf, created, phaseOf } from './life.ts';
import { withPolicy } from './policies.ts';

/** Everything that may run or is about to: `$LATEST`, what serves in its place, and the published versions. */
export function versionsOf({ latest, serving, versions = [] }: FunctionRecord): readonly VersionRecord[] {
  return serving === undefined ? [latest, ...versions] : [latest, serving, ...versions];
}

/** The packages that a version runs on: its own, and those of its layers. */
export function packagesOf({
  codeDigest,
  layers = [],
}: Pick<VersionRecord, 'codeDigest' | 'layers'>): readonly string[] {
  return [codeDigest, ...layers.map((layer) => layer.codeDigest)];
}

/** Whether a qualifier can only mean a published version. */
export function isVersionNumber(qualifier: string): boolean {
  return /^[0-9]+$/.test(qualifier);
}

/** `$LATEST` or a published version. Halves the search, since a function may have thousands and each invocation asks. */
export function versionNamed(
  { latest, versions = [] }: FunctionRecord,
  name: string,
): VersionRecord | undefined {
  if (name === latest.version) return latest;
  const number = Number(name);
  let low = 0;
  let high = versions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Number(versions[middle]?.version) < number) low = middle + 1;
    else high = middle;
  }
  const found = versions[low];
  return found?.version === name ? found : undefined;
}

/** Identifiers for what a publication makes. */
export type PublicationIds = ReturnType<typeof publicationIds>;

export function publicationIds({ uuid }: Random) {
  return { revisionId: uuid(), environmentKey: uuid(), latestRevisionId: uuid() };
}

/** A function after a publication, and the version that came of it. */
export type Published = { readonly record: FunctionRecord; readonly version: VersionRecord };

/**
 * Publishes `$LATEST`: as Active as it is, or Pending while it is not settled. If neither its code nor its configuration changed since the
 * last publication, that version is the answer and nothing is new. `description` takes the place of the one in the configuration.
 */
export function publishing(record: FunctionRecord, ids: PublicationIds, description?: string): Published {
  const { latest, versions = [], published } = record;
  const last = published && versionNamed(record, String(published.number));
  if (last !== undefined && isUnchanged(record, last)) return { record, version: last };
  const number = (published?.number ?? 0) + 1;
  const copy = {
    ...latest,
    version: String(number),
    description: description ?? latest.description,
    revisionId: ids.revisionId,
    environmentKey: ids.environmentKey,
  };
  const version = phaseOf(latest) === 'settled' ? copy : created(configurationOf(copy));
  return {
    record: {
      ...record,
      latest: { ...latest, revisionId: ids.latestRevisionId },
      versions: [...versions, version],
      published: { number, description: latest.description },
    },
    version,
  };
}

/** Without a version and its policy. Whoever asks has made sure that no alias leads to it. */
export function withoutVersion(record: FunctionRecord, name: string): FunctionRecord {
  const { versions = [], ...rest } = withPolicy(record, name, undefined);
  const left = versions.filter(({ version }) => version !== name);
  return left.length === 0 ? rest : { ...rest, versions: left };
}

function isUnchanged({ latest, published }: FunctionRecord, last: VersionRecord): boolean {
  return (
    latest.description === published?.description && isDeepStrictEqual(contentOf(latest), contentOf(last))
  );
}

/** What a version has in common with an identical one. */
function contentOf(version: VersionRecord) {
  const {
    version: _version,
    description: _description,
    revisionId: _revisionId,
    environmentKey: _environmentKey,
    lastModified: _lastModified,
    ...content
  } = configurationOf(version);
  return content;
}
