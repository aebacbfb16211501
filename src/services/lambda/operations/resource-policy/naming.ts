import type { CallContext } from '#service';
import { type FunctionReference, permissionOn, resolveFunction } from '../../names.ts';

type Naming = { readonly ResourceArn: string };

/** The function, version or alias that a whole ARN names. Throws as for a function's name. */
export function resolveArn(input: Naming, context: CallContext, action: string): FunctionReference {
  return resolveFunction({ FunctionName: input.ResourceArn }, context, action);
}

/** The `permission` of an operation on the policy of what an ARN names. */
export function permissionOnArn(action: string) {
  const permission = permissionOn(action);
  return (input: Naming, context: CallContext) => permission({ FunctionName: input.ResourceArn }, context);
}
