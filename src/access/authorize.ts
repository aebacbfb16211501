import type { Authorize, Caller, Decision, IamMode, Permission } from './caller.ts';
import { contextOf } from './caller-context.ts';
import { denialReason } from './denial-reason.ts';
import { evaluate } from './policy/evaluate.ts';
import { type Principal, serviceName } from './policy/principals.ts';

const allowed: Decision = { allowed: true };

/**
 * The one question about access. Root, services and the anonymous are judged by AWS's evaluation logic. Users and roles have no
 * policies here yet: `enforce` refuses them, `audit` lets them pass unreported.
 */
export function createAuthorize(mode: IamMode): Authorize {
  return (caller, permission) => {
    const refusal = refusalOf(caller, permission, mode);
    if (refusal === undefined) return allowed;
    return mode === 'enforce' ? { allowed: false, reason: refusal } : { allowed: true, wouldDeny: refusal };
  };
}

/** Undefined for what is allowed. Whose signature is missing or wrong was reported before this is asked, so `audit` believes it. */
function refusalOf(caller: Caller, permission: Permission, mode: IamMode): string | undefined {
  const isBelieved = mode === 'audit' || caller.verified || caller.type === 'anonymous';
  const principal = principalOf(caller);
  if (principal === undefined && mode === 'audit') return undefined;
  if (principal === undefined || !isBelieved) return denialReason(caller, permission);
  const { action, resource, resourcePolicy, context } = permission;
  const verdict = evaluate(
    {
      principal,
      action,
      resource,
      resourceAccount: resourcePolicy?.account ?? ownerOf(resource) ?? caller.account,
      context: contextOf(caller, context),
    },
    resourcePolicy === undefined ? noPolicies : { resource: resourcePolicy },
  );
  return verdict.decision === 'allowed' ? undefined : denialReason(caller, permission, verdict);
}

const noPolicies = {};

/** Undefined for principals whose policies are not known. */
function principalOf({ type, account, arn }: Caller): Principal | undefined {
  switch (type) {
    case 'root':
      return { type, account, arn };
    case 'service':
      return { type, service: serviceName(arn) };
    case 'anonymous':
      return { type };
    default:
      return undefined;
  }
}

/** The account in an ARN; many ARNs (S3's, API Gateway's own) have none. */
function ownerOf(resource: string): string | undefined {
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(resource)?.[1];
}
