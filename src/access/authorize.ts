import type { Authorize, Caller, Decision, IamMode } from './caller.ts';

const allowed: Decision = { allowed: true };

/**
 * The one question about access. Until policies are evaluated, `enforce` admits only the root user with a verified signature,
 * and no service, since nothing could say what a service may do; `audit` allows whoever was identified.
 */
export function createAuthorize(mode: IamMode): Authorize {
  if (mode === 'audit') return () => allowed;
  return (caller, { action, resource }) => {
    if (isVerifiedRoot(caller)) return allowed;
    const who = caller.type === 'anonymous' ? 'anonymous' : caller.arn;
    return {
      allowed: false,
      reason: `User: ${who} is not authorized to perform: ${action} on resource: ${resource}`,
    };
  };
}

function isVerifiedRoot(caller: Caller): boolean {
  return caller.type === 'root' && caller.verified;
}
