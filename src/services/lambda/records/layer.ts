/** A layer as it is stored: one document with all its versions, under `[account, region, name]`. */
import type { PolicyRecord } from './function.ts';
import type { FunctionId } from './functions.ts';
import type { StoredPackage } from './packages.ts';

/** What names a layer on this Lambent. */
export type LayerId = FunctionId;

export type LayerRecord = LayerId & {
  /** The highest number that was ever given. Kept when the last version is deleted, since numbers are never reused. */
  readonly published: number;
  /** In ascending order. Nothing of them changes but their policies. */
  readonly versions: readonly LayerVersionRecord[];
};

export type LayerVersionRecord = StoredPackage & {
  readonly version: number;
  readonly description: string;
  /** ISO 8601 as the wire has it: `2025-11-25T02:26:54.000+0000`. */
  readonly createdDate: string;
  readonly compatibleRuntimes?: readonly string[];
  readonly compatibleArchitectures?: readonly string[];
  readonly licenseInfo?: string;
  readonly policy?: PolicyRecord;
};

/** A layer version as a function keeps it: all it takes to run, also after the layer version was deleted. */
export type LayerReference = StoredPackage & { readonly arn: string };

export function layerVersionNumbered(
  { versions }: LayerRecord,
  number: number,
): LayerVersionRecord | undefined {
  return versions.find(({ version }) => version === number);
}

/** With a version more, under the next number. */
export function publishingLayer(
  id: LayerId,
  found: LayerRecord | undefined,
  content: Omit<LayerVersionRecord, 'version'>,
): { readonly record: LayerRecord; readonly version: LayerVersionRecord } {
  const number = (found?.published ?? 0) + 1;
  const version = { version: number, ...content };
  const { account, region, name } = id;
  const versions = [...(found?.versions ?? []), version];
  return { record: { account, region, name, published: number, versions }, version };
}

export function withoutLayerVersion(record: LayerRecord, number: number): LayerRecord {
  return { ...record, versions: record.versions.filter(({ version }) => version !== number) };
}

/** With the policy of one version put in the place of the one that was there, or taken away. */
export function withLayerPolicy(
  record: LayerRecord,
  number: number,
  policy: PolicyRecord | undefined,
): LayerRecord {
  const versions = record.versions.map((present) => {
    if (present.version !== number) return present;
    const { policy: _replaced, ...version } = present;
    return policy === undefined ? version : { ...version, policy };
  });
  return { ...record, versions };
}
