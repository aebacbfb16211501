/** AWS's evaluation logic: from a request and the policies that apply to it to one verdict. Pure. */
import type { Policy, Statement } from './compile.ts';
import type { ConditionContext } from './condition-context.ts';
import type { Effect } from './document.ts';
import { type AccountPrincipal, type Grant, grantTo, type Principal } from './principals.ts';

/** The policies that have a say, by what they are attached to. */
export type PolicySource = 'identity' | 'boundary' | 'session' | 'resource';

export type AuthorizationRequest = {
  readonly principal: Principal;
  /** `lambda:InvokeFunction` */
  readonly action: string;
  /** The resource's ARN, or `*` for an action without one. */
  readonly resource: string;
  readonly resourceAccount: string;
  readonly context: ConditionContext;
};

export type ApplicablePolicies = {
  /** The principal's own and those of its groups, or its role's. */
  readonly identity?: readonly Policy[];
  readonly boundary?: Policy;
  /** Left out where the session was started without any. */
  readonly session?: readonly Policy[];
  readonly resource?: {
    readonly policy: Policy;
    /** The ARN by which the policy knows its resource, if it is not the one that is asked for. */
    readonly arn?: string;
    /** Where the identity's own policy is never enough, even in the same account: role trust, KMS keys. */
    readonly mustAllow?: boolean;
  };
};

/** `by` says whose word it was: a Deny there, or an Allow that is missing there. */
export type Verdict =
  | { readonly decision: 'allowed' }
  | { readonly decision: 'explicitDeny' | 'implicitDeny'; readonly by: PolicySource };

const allowed: Verdict = { decision: 'allowed' };

export function evaluate(request: AuthorizationRequest, policies: ApplicablePolicies): Verdict {
  const asked: Asked = { request, action: request.action.toLowerCase() };
  const { principal } = request;
  const denying = explicitDeny(asked, policies);
  if (denying !== undefined) return { decision: 'explicitDeny', by: denying };
  const grant = resourceGrant(asked, policies);
  // Services, the anonymous and the federated have no policies of their own: the resource's alone counts.
  if (!('account' in principal)) return grant === undefined ? missing('resource') : allowed;
  const isSameAccount = principal.account === request.resourceAccount;
  if (isSameAccount && grant === 'direct') return allowed;
  const silent = silentInOwnAccount(asked, principal, policies, isSameAccount && grant === 'role');
  if (silent !== undefined) return missing(silent);
  const resourceAgrees = grant !== undefined || (isSameAccount && policies.resource?.mustAllow !== true);
  return resourceAgrees ? allowed : missing('resource');
}

type Asked = { readonly request: AuthorizationRequest; readonly action: string };

function missing(by: PolicySource): Verdict {
  return { decision: 'implicitDeny', by };
}

function explicitDeny(asked: Asked, policies: ApplicablePolicies): PolicySource | undefined {
  const { identity, boundary, session, resource } = policies;
  if (isIn(asked, 'Deny', identity)) return 'identity';
  if (boundary !== undefined && isIn(asked, 'Deny', [boundary])) return 'boundary';
  if (isIn(asked, 'Deny', session)) return 'session';
  const { principal } = asked.request;
  const isDenied = resource?.policy.statements.some(
    (statement) =>
      statement.effect === 'Deny' &&
      grantBy(statement, principal) !== undefined &&
      applies(asked, statement, resource.arn),
  );
  return isDenied === true ? 'resource' : undefined;
}

const strongestFirst: readonly Grant[] = ['direct', 'role', 'account'];

/** The strongest way in which the resource's policy allows it. */
function resourceGrant(asked: Asked, { resource }: ApplicablePolicies): Grant | undefined {
  if (resource === undefined) return undefined;
  const grants = new Set<Grant>();
  for (const statement of resource.policy.statements) {
    if (statement.effect !== 'Allow') continue;
    const grant = grantBy(statement, asked.request.principal);
    if (grant === undefined || grants.has(grant) || !applies(asked, statement, resource.arn)) continue;
    if (grant === 'direct') return grant;
    grants.add(grant);
  }
  return strongestFirst.find((grant) => grants.has(grant));
}

/** The first of the principal's own policies that does not allow it. */
function silentInOwnAccount(
  asked: Asked,
  { type }: AccountPrincipal,
  { identity, boundary, session }: ApplicablePolicies,
  isGrantedToRole: boolean,
): PolicySource | undefined {
  // Root may everything in its account, and nothing but a resource's policy limits it.
  if (type === 'root') return undefined;
  if (!isGrantedToRole && !isIn(asked, 'Allow', identity)) return 'identity';
  if (boundary !== undefined && !isIn(asked, 'Allow', [boundary])) return 'boundary';
  // A federated user has what the session policies grant, and without any nothing.
  const needsSession = session !== undefined || type === 'federated-user';
  return needsSession && !isIn(asked, 'Allow', session) ? 'session' : undefined;
}

function isIn(asked: Asked, effect: Effect, policies: readonly Policy[] = []): boolean {
  return policies.some(({ statements }) =>
    statements.some((statement) => statement.effect === effect && applies(asked, statement)),
  );
}

/** A resource's policy names its principals; a statement without any is for nobody. */
function grantBy(statement: Statement, principal: Principal): Grant | undefined {
  return statement.principals && grantTo(principal, statement.principals, statement.effect);
}

function applies({ request, action }: Asked, statement: Statement, resource = request.resource): boolean {
  return (
    statement.matchesAction(action) &&
    statement.matchesResource(resource, request.context) &&
    statement.conditions.every((holds) => holds(request.context))
  );
}
