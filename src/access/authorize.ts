import type { Authorize, Caller, Decision, IamMode, Permission, ResourcePolicy } from './caller.ts';
import { contextOf } from './caller-context.ts';
import { denialReason } from './denial-reason.ts';
import { compilePolicy } from './policy/compile.ts';
import { type ApplicablePolicies, evaluate } from './policy/evaluate.ts';
import { type Principal, serviceName } from './policy/principals.ts';

const allowed: Decision = { allowed: true };

/**
 * The one question about access, judged by AWS's evaluation logic. What users and roles may by policies of their own is not known here
 * yet: `enforce` takes them to have none, `audit` such as allow everything, and so reports only what would be refused in any case.
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
  if (!isBelieved) return denialReason(caller, permission);
  const { action, resource, resourcePolicy, context, isForEveryone } = permission;
  if (isForEveryone === true && caller.type !== 'anonymous') return undefined;
  const verdict = evaluate(
    {
      principal: principalOf(caller),
      action,
      resource,
      resourceAccount: ownerOf(permission) ?? caller.account,
      context: contextOf(caller, context),
    },
    policiesFor(mode, resourcePolicy),
  );
  return verdict.decision === 'allowed' ? undefined : denialReason(caller, permission, verdict);
}

const everything = compilePolicy(
  { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  'identity',
);
const ownPolicies = { audit: { identity: [everything] }, enforce: {} };

function policiesFor(mode: IamMode, resource: ResourcePolicy | undefined): ApplicablePolicies {
  return resource === undefined ? ownPolicies[mode] : { ...ownPolicies[mode], resource };
}

function principalOf({ type, account, arn, roleArn }: Caller): Principal {
  switch (type) {
    case 'role':
      return { type: 'role-session', account, arn, roleArn: roleArn ?? arn };
    case 'service':
      return { type, service: serviceName(arn) };
    case 'anonymous':
      return { type };
    default:
      return { type, account, arn };
  }
}

/** Of a resource elsewhere its own service knows; many ARNs (S3's, API Gateway's own) name no account. */
function ownerOf({ resource, resourcePolicy, isElsewhere }: Permission): string | undefined {
  if (isElsewhere === true) return undefined;
  return resourcePolicy?.account ?? /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(resource)?.[1];
}
