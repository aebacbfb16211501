import type { CallContext } from '#service';
import { InvalidParameterValueException, ResourceNotFoundException } from '../errors.ts';
import { type FunctionReference, resolveFunction } from '../names.ts';
import type { FunctionRecord } from '../records/function.ts';

/** The function that a request names, for operations that versions and aliases do not have. */
export function resolveFunctionOnly(
  input: { readonly FunctionName: string },
  context: CallContext,
  action: string,
): FunctionReference {
  const reference = resolveFunction(input, context, action);
  if (reference.qualifier === undefined) return reference;
  throw new InvalidParameterValueException(
    'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
  );
}

/** What was found, or AWS's 404 where that is nothing. */
export function existing(found: FunctionRecord | undefined, { arn }: FunctionReference): FunctionRecord {
  if (found === undefined) throw new ResourceNotFoundException(`Function not found: ${arn}`);
  return found;
}
