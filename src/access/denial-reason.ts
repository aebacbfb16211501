import type { Caller, Permission } from './caller.ts';
import type { PolicySource, Verdict } from './policy/evaluate.ts';

const names: Readonly<Record<PolicySource, { readonly deny: string; readonly silent: string }>> = {
  identity: { deny: 'an identity-based policy', silent: 'identity-based policy' },
  boundary: { deny: 'a permissions boundary', silent: 'permissions boundary' },
  session: { deny: 'a session policy', silent: 'session policy' },
  resource: { deny: 'a resource-based policy', silent: 'resource-based policy' },
};

/** AWS's sentence about a refusal. Source: IAM user guide, "Troubleshoot access denied error messages". */
export function denialReason(
  caller: Caller,
  { action, resource }: Permission,
  verdict?: Exclude<Verdict, { readonly decision: 'allowed' }>,
): string {
  const who = caller.type === 'anonymous' ? 'anonymous' : caller.arn;
  const refusal = `User: ${who} is not authorized to perform: ${action} on resource: ${resource}`;
  if (verdict === undefined) return refusal;
  const { deny, silent } = names[verdict.by];
  return verdict.decision === 'explicitDeny'
    ? `${refusal} with an explicit deny in ${deny}`
    : `${refusal} because no ${silent} allows the ${action} action`;
}
