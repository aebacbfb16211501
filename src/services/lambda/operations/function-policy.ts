import type { ResourcePolicy } from '#access';
import type { CallContext } from '#service';
import { resourcePolicyOf } from '../invoke/resource-policy.ts';
import { functionNamed } from '../names.ts';
import type { FunctionStore } from '../records/functions.ts';

type Naming = { readonly FunctionName: string; readonly Qualifier?: string | undefined };

/** The policy of the function, version or alias that a request names: who besides its account may do that. Each has its own. */
export function functionPolicy(
  { functions }: { readonly functions: FunctionStore },
  input: Naming,
  context: CallContext,
): ResourcePolicy | undefined {
  const named = functionNamed(input, context);
  if (named === undefined) return undefined;
  const record = functions.find(named.account, named.region, named.name)?.value;
  return record && resourcePolicyOf(record, named.qualifier);
}
