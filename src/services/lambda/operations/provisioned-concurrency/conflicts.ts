/** Of a version and the aliases that lead to it, only one may have provisioned concurrency. */
import { InvalidParameterValueException, ResourceConflictException } from '../../errors.ts';
import { aliasNamed, leadsTo } from '../../records/aliases.ts';
import type { AliasRecord, FunctionRecord } from '../../records/function.ts';
import { provisionedAt } from '../../records/provisioned.ts';

/** Throws where a version or alias cannot have provisioned concurrency. */
export function checkQualifierFree(record: FunctionRecord, qualifier: string): void {
  const alias = aliasNamed(record, qualifier);
  if (alias === undefined) {
    if (provisionedAliasesOf(record, qualifier).length > 0) {
      throw new ResourceConflictException('Version is pointed by a Provisioned Concurrency alias');
    }
    return;
  }
  // Source: the service's answer while CodeDeploy shifts an alias's traffic.
  if (alias.additional !== undefined) {
    throw new InvalidParameterValueException(
      'Alias with weights can not be used with Provisioned Concurrency',
    );
  }
  checkAlias(record, alias);
}

/** The same for an alias that is moved and has provisioned concurrency. */
export function checkProvisionedTargets(record: FunctionRecord, alias: AliasRecord): void {
  if (provisionedAt(record, alias.name) !== undefined) checkAlias(record, alias);
}

function checkAlias(record: FunctionRecord, { name, functionVersion, additional }: AliasRecord): void {
  if (functionVersion === record.latest.version) throw unpublished();
  for (const version of [functionVersion, additional?.version]) {
    if (version === undefined) continue;
    const others = provisionedAliasesOf(record, version).filter((other) => other !== name);
    if (provisionedAt(record, version) === undefined && others.length === 0) continue;
    throw new ResourceConflictException(
      "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
    );
  }
}

/** Aliases that have provisioned concurrency and send invocations to a version. */
function provisionedAliasesOf(record: FunctionRecord, version: string): readonly string[] {
  return (record.aliases ?? [])
    .filter((alias) => leadsTo(alias, version) && provisionedAt(record, alias.name) !== undefined)
    .map(({ name }) => name);
}

export function unpublished(): InvalidParameterValueException {
  return new InvalidParameterValueException(
    'Provisioned Concurrency Configs cannot be applied to unpublished function versions.',
  );
}
