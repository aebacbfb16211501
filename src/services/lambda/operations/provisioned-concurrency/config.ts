/** A configuration of provisioned concurrency as the API shows it, and how requests name one. */
import type { CallContext } from '#service';
import {
  InvalidParameterValueException,
  ProvisionedConcurrencyConfigNotFoundException,
} from '../../errors.ts';
import { type FunctionReference, resolveFunction } from '../../names.ts';
import { versionAt } from '../../records/aliases.ts';
import type { FunctionRecord, ProvisionedRecord } from '../../records/function.ts';
import { provisionedAt } from '../../records/provisioned.ts';
import type { ControlRoom } from '../control-room.ts';
import { unknownQualifier } from '../unknown-qualifier.ts';

/** A version or an alias as a request names it. */
export type QualifiedReference = FunctionReference & { readonly qualifier: string };

type Naming = { readonly FunctionName: string; readonly Qualifier: string };

/** The version or alias that a request names; `latest` is what is said of `$LATEST`. */
export function resolveQualified(
  input: Naming,
  context: CallContext,
  action: string,
  latest = onlyPublished,
): QualifiedReference {
  const reference = resolveFunction(input, context, action);
  const qualifier = reference.qualifier ?? input.Qualifier;
  if (qualifier === '$LATEST') throw latest();
  return { ...reference, qualifier };
}

/** The function, if it has the version or alias. Throws AWS's 404 otherwise. */
export function withQualifier(
  record: FunctionRecord | undefined,
  { arn, qualifier }: QualifiedReference,
): FunctionRecord {
  if (record !== undefined && versionAt(record, qualifier) !== undefined) return record;
  throw unknownQualifier(arn, qualifier);
}

/** The configuration, or AWS's 404. */
export function configOf(record: FunctionRecord, qualifier: string): ProvisionedRecord {
  const config = provisionedAt(record, qualifier);
  if (config === undefined) throw new ProvisionedConcurrencyConfigNotFoundException();
  return config;
}

export function toConfig({ invoker }: ControlRoom, record: FunctionRecord, config: ProvisionedRecord) {
  const { available, state, reason } = invoker.provisionedStatus(record, config);
  return {
    RequestedProvisionedConcurrentExecutions: config.requested,
    AvailableProvisionedConcurrentExecutions: available,
    AllocatedProvisionedConcurrentExecutions: available,
    Status: state,
    ...(reason === undefined ? {} : { StatusReason: reason }),
    LastModified: config.lastModified,
  };
}

function onlyPublished(): InvalidParameterValueException {
  return new InvalidParameterValueException(
    'The function resource provided must be an alias or a published version.',
  );
}
