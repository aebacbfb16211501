/** The provisioned concurrency of a function: pure. */
import type { FunctionRecord, ProvisionedRecord } from './function.ts';

/** What is to be initialised ahead of a version. */
export type ProvisionedShare = { readonly version: string; readonly count: number };

export function provisionedAt(
  { provisioned = [] }: FunctionRecord,
  qualifier: string,
): ProvisionedRecord | undefined {
  return provisioned.find((config) => config.qualifier === qualifier);
}

/** What all versions and aliases have together. */
export function provisionedTotal({ provisioned = [] }: Pick<FunctionRecord, 'provisioned'>): number {
  return provisioned.reduce((sum, { requested }) => sum + requested, 0);
}

/** With a configuration added, or in the place of the one of its qualifier. */
export function withProvisioned(record: FunctionRecord, config: ProvisionedRecord): FunctionRecord {
  const others = record.provisioned?.filter(({ qualifier }) => qualifier !== config.qualifier) ?? [];
  const provisioned = [...others, config].sort((a, b) => (a.qualifier < b.qualifier ? -1 : 1));
  return { ...record, provisioned };
}

export function withoutProvisioned(record: FunctionRecord, qualifier: string): FunctionRecord {
  const { provisioned = [], ...rest } = record;
  const left = provisioned.filter((config) => config.qualifier !== qualifier);
  return left.length === 0 ? rest : { ...rest, provisioned: left };
}

/** The versions that a configuration is for. While an alias has two, they share by the alias's weight. */
export function sharesOf(
  { aliases = [] }: FunctionRecord,
  { qualifier, requested }: ProvisionedRecord,
): readonly ProvisionedShare[] {
  const alias = aliases.find(({ name }) => name === qualifier);
  if (alias?.additional === undefined) {
    return [{ version: alias?.functionVersion ?? qualifier, count: requested }];
  }
  const additional = Math.round(requested * alias.additional.weight);
  return [
    { version: alias.functionVersion, count: requested - additional },
    { version: alias.additional.version, count: additional },
  ].filter(({ count }) => count > 0);
}
