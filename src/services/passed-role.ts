import type { Authorize, Decision } from '#access';
import type { CallContext } from './service.ts';

/** Where a request names a role, and the service that will act as that role. */
export type PassedRole<Input> = {
  readonly to: `${string}.amazonaws.com`;
  role(input: Input): string | undefined;
};

/** Whether the caller may hand that role over. Source: IAM user guide, "Grant a user permissions to pass a role to an AWS service". */
export function mayPass(
  role: string,
  to: string,
  { caller, account }: CallContext,
  authorize: Authorize,
): Decision {
  const context = new Map([['iam:passedtoservice', to]]);
  const decision = authorize(caller, { action: 'iam:PassRole', resource: role, context });
  if (/^arn:[^:]*:iam::(\d{12}):/.exec(role)?.[1] === account) return decision;
  // No policy makes up for that.
  if (!decision.allowed) return { allowed: false, reason: foreignRole };
  return decision.wouldDeny === undefined ? decision : { allowed: true, wouldDeny: foreignRole };
}

const foreignRole = 'Cross-account pass role is not allowed.';
