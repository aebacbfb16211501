/** Who asks, and which of the principals in a resource's policy that is. */
import { type Effect, listOf, type PrincipalDocument } from './document.ts';

export type Principal =
  | { readonly type: 'anonymous' }
  | { readonly type: 'service'; readonly service: string }
  /** Whoever an identity provider vouches for, before a role is assumed. */
  | { readonly type: 'federated'; readonly provider: string }
  | AccountPrincipal;

/** A principal of an account: it has identity policies, or could have. */
export type AccountPrincipal =
  | { readonly type: 'root' | 'user' | 'federated-user'; readonly account: string; readonly arn: string }
  /** `arn` is the session's, `roleArn` the role's. */
  | {
      readonly type: 'role-session';
      readonly account: string;
      readonly arn: string;
      readonly roleArn: string;
    };

/**
 * How a statement names the principal: itself, its role, or only its account. An account is handed the right to decide; its own
 * policies must still allow.
 */
export type Grant = 'direct' | 'role' | 'account';

/** The principals of a statement, ready to be asked. */
export type PrincipalSet = {
  readonly isNegated: boolean;
  readonly isEveryone: boolean;
  readonly accounts: ReadonlySet<string>;
  readonly arns: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  readonly providers: ReadonlySet<string>;
};

const accountOrRoot = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/;

export function compilePrincipals(document: PrincipalDocument, isNegated: boolean): PrincipalSet {
  const named = typeof document === 'string' ? { AWS: document } : document;
  const accounts = new Set<string>();
  const arns = new Set<string>();
  for (const name of listOf(named.AWS)) {
    const account = accountOrRoot.exec(name)?.[1];
    if (account === undefined) arns.add(name);
    else accounts.add(account);
  }
  return {
    isNegated,
    isEveryone: arns.has('*'),
    accounts,
    arns,
    services: new Set(listOf(named.Service).map(serviceName)),
    providers: new Set(listOf(named.Federated)),
  };
}

/** CloudWatch Logs is known under a name for every region too. */
export function serviceName(name: string): string {
  return name.replace(/^logs\.[a-z0-9-]+\.amazonaws\.com/, 'logs.amazonaws.com');
}

/** Undefined if the statement does not apply to the principal. */
export function grantTo(principal: Principal, set: PrincipalSet, effect: Effect): Grant | undefined {
  if (!set.isNegated) return set.isEveryone ? 'direct' : namedGrant(principal, set);
  if (set.isEveryone) return undefined;
  // A Deny spares only whoever is listed with all names: account, role and session. An Allow reaches only who is not listed at all.
  const isSpared = effect === 'Deny' ? isListedInFull(principal, set) : namedGrant(principal, set);
  return isSpared ? undefined : 'direct';
}

function namedGrant(principal: Principal, set: PrincipalSet): Grant | undefined {
  if (principal.type === 'anonymous') return undefined;
  if (principal.type === 'service') return set.services.has(principal.service) ? 'direct' : undefined;
  if (principal.type === 'federated') return set.providers.has(principal.provider) ? 'direct' : undefined;
  if (set.arns.has(principal.arn)) return 'direct';
  if (principal.type === 'role-session' && set.arns.has(principal.roleArn)) return 'role';
  return set.accounts.has(principal.account) ? 'account' : undefined;
}

function isListedInFull(principal: Principal, set: PrincipalSet): boolean {
  if (!('account' in principal)) return namedGrant(principal, set) !== undefined;
  const { type, account, arn } = principal;
  if (!set.accounts.has(account)) return false;
  if (type === 'root') return true;
  return set.arns.has(arn) && (type !== 'role-session' || set.arns.has(principal.roleArn));
}
