import { compilePolicy, type ResourcePolicy } from '#access';
import type { CallContext } from '#service';
import { functionArn, functionNamed } from '../names.ts';
import type { FunctionRecord, PolicyRecord } from '../records/function.ts';
import type { FunctionStore } from '../records/functions.ts';

type Naming = { readonly FunctionName: string; readonly Qualifier?: string | undefined };

/** The policy of the function that a request names: who besides its account may do that. It covers `$LATEST` and no other qualifier. */
export function functionPolicy(
  { functions }: { readonly functions: FunctionStore },
  input: Naming,
  context: CallContext,
): ResourcePolicy | undefined {
  const named = functionNamed(input, context);
  if (named === undefined || (named.qualifier !== undefined && named.qualifier !== '$LATEST'))
    return undefined;
  const record = functions.find(named.account, named.region, named.name)?.value;
  return record?.policy && compiled(record, record.policy);
}

/** Each revision of a policy is a record of its own and compiled once; bounded by the records that are alive. */
const compiledPolicies = new WeakMap<PolicyRecord, ResourcePolicy>();

function compiled(record: FunctionRecord, policy: PolicyRecord): ResourcePolicy {
  const known = compiledPolicies.get(policy);
  if (known !== undefined) return known;
  const document = { Version: '2012-10-17', Statement: policy.statements } as const;
  const resourcePolicy: ResourcePolicy = {
    account: record.account,
    arn: functionArn(record),
    policy: compilePolicy(document, 'resource'),
  };
  compiledPolicies.set(policy, resourcePolicy);
  return resourcePolicy;
}
