/** An alias as the API shows it, and what may be in one. */
import type { AliasConfiguration, AliasRoutingConfiguration } from '#models/lambda';
import { InvalidParameterValueException, ResourceNotFoundException } from '../errors.ts';
import { additionalVersionsMax } from '../limits.ts';
import { functionArn } from '../names.ts';
import type { AliasRecord, FunctionRecord, VersionRecord } from '../records/function.ts';
import { versionNamed } from '../records/versions.ts';

export function toAliasConfiguration(record: FunctionRecord, alias: AliasRecord): AliasConfiguration {
  const { name, functionVersion, description, revisionId, additional } = alias;
  return {
    AliasArn: functionArn(record, name),
    Name: name,
    FunctionVersion: functionVersion,
    Description: description,
    ...(additional === undefined
      ? {}
      : { RoutingConfig: { AdditionalVersionWeights: { [additional.version]: additional.weight } } }),
    RevisionId: revisionId,
  };
}

/** The second version that a routing configuration names; an empty one names none. */
export function additionalOf(routing: AliasRoutingConfiguration | undefined): AliasRecord['additional'] {
  const entries = Object.entries(routing?.AdditionalVersionWeights ?? {});
  if (entries.length > additionalVersionsMax) {
    throw new InvalidParameterValueException(
      `Number of items in AdditionalVersionWeights cannot be greater than ${additionalVersionsMax}`,
    );
  }
  const [entry] = entries;
  return entry && { version: entry[0], weight: entry[1] };
}

/** Throws unless the alias leads to versions that exist, and to such as may stand in for each other. */
export function checkTargets(record: FunctionRecord, { functionVersion, additional }: AliasRecord): void {
  const primary = target(record, functionVersion);
  if (additional === undefined) return;
  if (additional.version === functionVersion) {
    throw new InvalidParameterValueException(
      `Invalid function version ${functionVersion}. Function version ${functionVersion} is already included in routing configuration.`,
    );
  }
  if (functionVersion === record.latest.version) {
    throw new InvalidParameterValueException(
      '$LATEST is not supported for an alias pointing to more than 1 version',
      { Type: undefined },
    );
  }
  const second = target(record, additional.version);
  if (second.role !== primary.role) {
    throw new InvalidParameterValueException(
      'Specified versions must be associated with the same execution role',
    );
  }
  // A rule of the developer guide's; the text follows that on roles.
  if (second.deadLetterTarget !== primary.deadLetterTarget) {
    throw new InvalidParameterValueException(
      'Specified versions must be associated with the same dead letter queue',
    );
  }
}

function target(record: FunctionRecord, name: string): VersionRecord {
  const version = versionNamed(record, name);
  if (version === undefined) {
    throw new ResourceNotFoundException(`Function not found: ${functionArn(record, name)}`);
  }
  return version;
}
