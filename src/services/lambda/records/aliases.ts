/** The aliases of a function: pure. */
import type { Random } from '#ambient';
import type { AliasRecord, FunctionRecord, VersionRecord } from './function.ts';
import { invocableVersion } from './function.ts';
import { withoutQualified } from './qualified.ts';
import { versionNamed } from './versions.ts';

export function aliasNamed({ aliases = [] }: FunctionRecord, name: string): AliasRecord | undefined {
  return aliases.find((alias) => alias.name === name);
}

/** The version that a qualifier means, an alias by the one it points to; undefined if there is no such version or alias. */
export function versionAt(record: FunctionRecord, qualifier: string | undefined): VersionRecord | undefined {
  if (qualifier === undefined) return record.latest;
  const alias = aliasNamed(record, qualifier);
  return versionNamed(record, alias?.functionVersion ?? qualifier);
}

/** The version that one invocation runs; where an alias has two, chance decides. */
export function routedVersion(
  record: FunctionRecord,
  qualifier: string | undefined,
  random: Pick<Random, 'fraction'>,
): VersionRecord | undefined {
  if (qualifier === undefined) return invocableVersion(record);
  const alias = aliasNamed(record, qualifier);
  const additional = alias?.additional;
  const name =
    additional !== undefined && random.fraction() < additional.weight
      ? additional.version
      : (alias?.functionVersion ?? qualifier);
  return name === record.latest.version ? invocableVersion(record) : versionNamed(record, name);
}

/** Whether an alias shares its invocations out between two versions. */
export function isWeighted({ additional }: AliasRecord): boolean {
  return additional !== undefined;
}

/** Whether an alias sends any invocations to a version. */
export function leadsTo({ functionVersion, additional }: AliasRecord, version: string): boolean {
  return functionVersion === version || additional?.version === version;
}

/** With an alias added, or in the place of the one of its name. */
export function withAlias(record: FunctionRecord, alias: AliasRecord): FunctionRecord {
  const others = record.aliases?.filter(({ name }) => name !== alias.name) ?? [];
  return { ...record, aliases: [...others, alias].sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

/** Without an alias and what is configured for it. */
export function withoutAlias(record: FunctionRecord, name: string): FunctionRecord {
  const { aliases = [], ...rest } = withoutQualified(record, name);
  const left = aliases.filter((alias) => alias.name !== name);
  return left.length === 0 ? rest : { ...rest, aliases: left };
}
