/** The configuration of asynchronous invocation as the API shows it, and how it is found. */
import type { FunctionEventInvokeConfig } from '#models/lambda';
import { ResourceNotFoundException } from '../../errors.ts';
import { type FunctionReference, functionArn } from '../../names.ts';
import { versionAt } from '../../records/aliases.ts';
import { type EventInvokeConfig, eventInvokeConfigAt } from '../../records/event-invoke.ts';
import type { FunctionRecord } from '../../records/function.ts';
import type { FunctionId } from '../../records/functions.ts';

/** What a request that names no version or alias is about. */
export function qualifierOf({ qualifier = '$LATEST' }: FunctionReference): string {
  return qualifier;
}

export function toFunctionEventInvokeConfig(
  id: FunctionId,
  { qualifier, lastModifiedMs, retriesMax, ageSecondsMax, onSuccess, onFailure }: EventInvokeConfig,
): FunctionEventInvokeConfig {
  return {
    LastModified: new Date(lastModifiedMs),
    FunctionArn: functionArn(id, qualifier),
    ...(retriesMax === undefined ? {} : { MaximumRetryAttempts: retriesMax }),
    ...(ageSecondsMax === undefined ? {} : { MaximumEventAgeInSeconds: ageSecondsMax }),
    DestinationConfig: { OnSuccess: toDestination(onSuccess), OnFailure: toDestination(onFailure) },
  };
}

function toDestination(arn: string | undefined): { readonly Destination?: string } {
  return arn === undefined ? {} : { Destination: arn };
}

/** The function, unless it or the version or alias that is named does not exist. */
export function existingFunction(
  record: FunctionRecord | undefined,
  { qualifier }: FunctionReference,
): FunctionRecord {
  if (record !== undefined && versionAt(record, qualifier) !== undefined) return record;
  throw new ResourceNotFoundException("The function doesn't exist.");
}

/** The configuration that is there, whether or not the function is. */
export function existingConfig(
  record: FunctionRecord | undefined,
  reference: FunctionReference,
): EventInvokeConfig {
  const qualifier = qualifierOf(reference);
  const config = record && eventInvokeConfigAt(record, qualifier);
  if (config !== undefined) return config;
  throw new ResourceNotFoundException(
    `The function ${functionArn(reference, qualifier)} doesn't have an EventInvokeConfig`,
  );
}
