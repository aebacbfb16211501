import { compilePolicy, type ResourcePolicy } from '#access';
import type { CallContext } from '#service';
import { functionArn, functionNamed } from '../names.ts';
import type { PolicyRecord } from '../records/function.ts';
import type { FunctionStore } from '../records/functions.ts';
import { policyAt } from '../records/policies.ts';

type Naming = { readonly FunctionName: string; readonly Qualifier?: string | undefined };

/**
 * The policy of the function, version or alias that a request names: who besides its account may do that. Each has its own; the function's
 * covers `$LATEST` too.
 */
export function functionPolicy(
  { functions }: { readonly functions: FunctionStore },
  input: Naming,
  context: CallContext,
): ResourcePolicy | undefined {
  const named = functionNamed(input, context);
  if (named === undefined) return undefined;
  const record = functions.find(named.account, named.region, named.name)?.value;
  const qualifier = named.qualifier === '$LATEST' ? undefined : named.qualifier;
  const policy = record && policyAt(record, qualifier);
  if (policy === undefined) return undefined;
  return compiledPolicies.get(policy) ?? compiledPolicy(named.account, functionArn(named, qualifier), policy);
}

/** Each revision of a policy is a record of its own and compiled once; bounded by the records that are alive. */
const compiledPolicies = new WeakMap<PolicyRecord, ResourcePolicy>();

/** A policy ready to be asked. `arn` is that of the resource it belongs to, `account` who owns that. */
export function compiledPolicy(account: string, arn: string, policy: PolicyRecord): ResourcePolicy {
  const known = compiledPolicies.get(policy);
  if (known !== undefined) return known;
  const document = { Version: '2012-10-17', Statement: policy.statements } as const;
  const resourcePolicy: ResourcePolicy = {
    account,
    arn,
    policy: compilePolicy(document, 'resource'),
  };
  compiledPolicies.set(policy, resourcePolicy);
  return resourcePolicy;
}
