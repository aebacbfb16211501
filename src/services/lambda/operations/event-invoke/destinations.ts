import { AccessDeniedException } from '#access';
import type { DestinationConfig } from '#models/lambda';
import { type CallContext, refuse } from '#service';
import { parseArn } from '#wire';
import { type DestinationUse, destinationServiceOf, isReached } from '../../async/destination-services.ts';
import { InvalidParameterValueException, ResourceNotFoundException } from '../../errors.ts';
import { executionRole } from '../../execution-role.ts';
import type { FunctionRecord, VersionRecord } from '../../records/function.ts';
import type { LambdaRoom } from '../../room.ts';

type Source = { readonly record: FunctionRecord; readonly version: VersionRecord };

/** The ARNs that a `DestinationConfig` names; an empty one is none. */
export function destinationsIn({ OnSuccess, OnFailure }: DestinationConfig): {
  readonly onSuccess?: string;
  readonly onFailure?: string;
} {
  return {
    ...(OnSuccess?.Destination ? { onSuccess: OnSuccess.Destination } : {}),
    ...(OnFailure?.Destination ? { onFailure: OnFailure.Destination } : {}),
  };
}

/** Throws unless the records of the function's events can go where a `DestinationConfig` says. */
export async function checkDestinations(
  room: Pick<LambdaRoom, 'call' | 'reaches'>,
  config: DestinationConfig,
  source: Source,
  context: CallContext,
): Promise<void> {
  const { onSuccess, onFailure } = destinationsIn(config);
  const uses: [DestinationUse, string, string | undefined][] = [
    ['on-failure', 'OnFailure', onFailure],
    ['on-success', 'OnSuccess', onSuccess],
  ];
  for (const [use, member, arn] of uses) {
    if (arn === undefined) continue;
    const service = destinationServiceOf(arn, use);
    if (service === undefined) throw invalidConfig(onSuccess, onFailure);
    if (!isReached(service, room.reaches)) {
      refuse(
        `DestinationConfig.${member}.Destination`,
        `there is no ${service} that ${arn} could lead to; --endpoints ${service}=URL names one`,
      );
    }
    if (service === 'lambda') await checkFunction(room, arn, source, context);
  }
}

async function checkFunction(
  { call }: Pick<LambdaRoom, 'call'>,
  arn: string,
  { record, version }: Source,
  context: CallContext,
): Promise<void> {
  if (isOf(record, arn)) {
    throw new InvalidParameterValueException("You can't specify the function as a destination for itself.");
  }
  try {
    await call(
      'lambda',
      'Invoke',
      { FunctionName: arn, InvocationType: 'DryRun' },
      { ...context, caller: executionRole(record, version.role), responseHeaders: [] },
    );
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      throw new InvalidParameterValueException(`The destination ARN ${arn} is invalid.`);
    }
    if (!(error instanceof AccessDeniedException)) throw error;
    throw new InvalidParameterValueException(
      'The provided execution role does not have permissions to call InvokeFunction on Lambda',
    );
  }
}

/** Whether an ARN names the function, or a version or alias of it. */
function isOf({ account, region, name }: FunctionRecord, arn: string): boolean {
  const parsed = parseArn(arn);
  const [, functionName] = parsed?.resource.split(':') ?? [];
  return parsed?.account === account && parsed.region === region && functionName === name;
}

function invalidConfig(
  onSuccess: string | undefined,
  onFailure: string | undefined,
): InvalidParameterValueException {
  const success = onSuccess === undefined ? 'null' : `OnSuccess(destination=${onSuccess})`;
  const failure = onFailure === undefined ? 'null' : `OnFailure(destination=${onFailure})`;
  return new InvalidParameterValueException(
    `The provided destination config DestinationConfig(onSuccess=${success}, onFailure=${failure}) is invalid.`,
  );
}
