/** A code signing config as the API shows it, found by its ARN and changed. */
import { type Document, RevisionMismatch } from '#fabric';
import type { CodeSigningConfig } from '#models/lambda';
import type { CallContext } from '#service';
import {
  CodeSigningConfigNotFoundException,
  ResourceNotFoundException,
  TooManyRequestsException,
} from '../../errors.ts';
import { writeAttemptsMax } from '../../limits.ts';
import { partitionOf } from '../../names.ts';
import type { CodeSigningConfigId, CodeSigningConfigRecord } from '../../records/code-signing-configs.ts';
import type { ControlRoom } from '../control-room.ts';

type ConfigRoom = Pick<ControlRoom, 'codeSigningConfigs'>;
type Owner = Pick<CallContext, 'account' | 'region'>;
type Found = Document<CodeSigningConfigRecord>;

export function configArn({ account, region, id }: CodeSigningConfigId): string {
  return `arn:${partitionOf(region)}:lambda:${region}:${account}:code-signing-config:${id}`;
}

/** The `permission` of an operation on one config. */
export function permissionOnConfig(action: string) {
  return ({ CodeSigningConfigArn }: { readonly CodeSigningConfigArn: string }) => ({
    action,
    resource: CodeSigningConfigArn,
  });
}

export function toCodeSigningConfig(record: CodeSigningConfigRecord): CodeSigningConfig {
  return {
    CodeSigningConfigId: record.id,
    CodeSigningConfigArn: configArn(record),
    ...(record.description === undefined ? {} : { Description: record.description }),
    AllowedPublishers: { SigningProfileVersionArns: [...record.profileVersionArns] },
    CodeSigningPolicies: { UntrustedArtifactOnDeployment: record.untrustedArtifacts },
    LastModified: record.lastModified,
  };
}

/** The model knows no third. */
export function untrustedArtifactsOf(policy: string): CodeSigningConfigRecord['untrustedArtifacts'] {
  return policy === 'Warn' ? 'Warn' : 'Enforce';
}

/** The config of an ARN, for operations on configs. Quirk: its 404 comes without `Type`. */
export function presentConfig(room: ConfigRoom, arn: string, owner: Owner): Found {
  const found = findConfig(room, arn, owner);
  if (found !== undefined) return found;
  throw new ResourceNotFoundException(`The Lambda code signing configuration ${arn} can not be found.`, {
    Type: undefined,
  });
}

/** The config of an ARN, for operations on functions. */
export function namedConfig(room: ConfigRoom, arn: string, owner: Owner): CodeSigningConfigRecord {
  const found = findConfig(room, arn, owner);
  if (found !== undefined) return found.value;
  throw new CodeSigningConfigNotFoundException(
    `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${arn}.`,
  );
}

/** Undefined also for the configs of other accounts and regions. */
function findConfig(
  { codeSigningConfigs }: ConfigRoom,
  arn: string,
  { account, region }: Owner,
): Found | undefined {
  const id = { account, region, id: arn.split(':').at(-1) ?? '' };
  return configArn(id) === arn ? codeSigningConfigs.find(id) : undefined;
}

/** Writes what `next` makes of a config, anew whenever somebody else wrote in between. */
export async function changeConfig(
  room: ConfigRoom,
  arn: string,
  owner: Owner,
  next: (found: CodeSigningConfigRecord) => CodeSigningConfigRecord,
): Promise<CodeSigningConfigRecord> {
  for (let attempt = 0; attempt < writeAttemptsMax; attempt++) {
    const { value, revision } = presentConfig(room, arn, owner);
    const record = next(value);
    try {
      await room.codeSigningConfigs.put(record, revision);
      return record;
    } catch (error) {
      if (!(error instanceof RevisionMismatch)) throw error;
    }
  }
  throw new TooManyRequestsException('CallerRateLimitExceeded', 'Rate exceeded');
}
