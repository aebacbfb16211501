/** The resource policies of a function, one for itself and one for each version and alias that was given one: pure. */
import type { PolicyDocument } from '#access';
import type { FunctionRecord, PolicyRecord } from './function.ts';

/** `qualifier` is a version's number or an alias's name; without one the function's own policy is meant. */
export function policyAt(record: FunctionRecord, qualifier: string | undefined): PolicyRecord | undefined {
  if (qualifier === undefined) return record.policy;
  return record.qualifiedPolicies?.find((policy) => policy.qualifier === qualifier);
}

/** With a policy put in the place of the one that was there, or taken away. */
export function withPolicy(
  record: FunctionRecord,
  qualifier: string | undefined,
  policy: PolicyRecord | undefined,
): FunctionRecord {
  if (qualifier === undefined) {
    const { policy: _replaced, ...rest } = record;
    return policy === undefined ? rest : { ...rest, policy };
  }
  const { qualifiedPolicies = [], ...rest } = record;
  const left = qualifiedPolicies.filter((present) => present.qualifier !== qualifier);
  const next = policy === undefined ? left : [...left, { ...policy, qualifier }];
  return next.length === 0 ? rest : { ...rest, qualifiedPolicies: next };
}

const headOfPermissions = { Version: '2012-10-17', Id: 'default' } as const;

/** The policy as it is evaluated. */
export function policyDocument({ head, statements }: Omit<PolicyRecord, 'revisionId'>): PolicyDocument {
  return { ...(head ?? headOfPermissions), Statement: statements };
}

/** The policy as it is shown, and as its size is measured. */
export function policyText(policy: Omit<PolicyRecord, 'revisionId'>): string {
  return JSON.stringify(policyDocument(policy));
}
