import { compilePolicy, type ResourcePolicy } from '#access';
import { functionArn } from '../names.ts';
import type { FunctionRecord, PolicyRecord } from '../records/function.ts';
import { policyAt, policyDocument } from '../records/policies.ts';

/** Who besides its account may use a function, or one of its versions or aliases; the function's own policy covers `$LATEST` too. */
export function resourcePolicyOf(
  record: FunctionRecord,
  named: string | undefined,
): ResourcePolicy | undefined {
  const qualifier = named === '$LATEST' ? undefined : named;
  const policy = policyAt(record, qualifier);
  return policy && compiledPolicy(record.account, functionArn(record, qualifier), policy);
}

/** Each revision of a policy is a record of its own and compiled once; bounded by the records that are alive. */
const compiledPolicies = new WeakMap<PolicyRecord, ResourcePolicy>();

/** A policy ready to be asked. `arn` is that of the resource it belongs to, `account` who owns that. */
export function compiledPolicy(account: string, arn: string, policy: PolicyRecord): ResourcePolicy {
  const known = compiledPolicies.get(policy);
  if (known !== undefined) return known;
  const resourcePolicy: ResourcePolicy = {
    account,
    arn,
    policy: compilePolicy(policyDocument(policy), 'resource'),
  };
  compiledPolicies.set(policy, resourcePolicy);
  return resourcePolicy;
}
