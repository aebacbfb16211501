import { ResourceNotFoundException } from '../errors.ts';
import type { FunctionReference } from '../names.ts';
import { versionAt } from '../records/aliases.ts';
import type { FunctionRecord } from '../records/function.ts';
import { isVersionNumber } from '../records/versions.ts';

/** Throws what the policy operations say of a version or alias that a function does not have. */
export function checkQualifier(
  record: FunctionRecord,
  { arn, qualifier }: Pick<FunctionReference, 'arn' | 'qualifier'>,
): void {
  if (qualifier === undefined || versionAt(record, qualifier) !== undefined) return;
  throw unknownQualifier(arn, qualifier);
}

/** Says which of the two it takes the qualifier for. */
export function unknownQualifier(arn: string, qualifier: string): ResourceNotFoundException {
  const isAlias = !isVersionNumber(qualifier) && !qualifier.includes('$');
  return new ResourceNotFoundException(
    `${isAlias ? 'Cannot find alias arn' : 'Function not found'}: ${arn}:${qualifier}`,
  );
}
