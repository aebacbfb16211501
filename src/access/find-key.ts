import type { Clock } from '#ambient';
import { type AuthProblem, expiredToken, unknownKey } from './auth-problem.ts';
import type { Caller } from './caller.ts';
import type { RootCredentials } from './root-credentials.ts';
import { defaultAccount, rootUserOf } from './root-user.ts';
import { type Sessions, tokenPrefix } from './sessions/sessions.ts';
import type { SignatureClaim } from './sigv4/signature-claim.ts';

/** A key that is ours: whose it is, and what proves it or why nothing can. */
export type FoundKey =
  | { readonly caller: Caller; readonly secretAccessKey: string }
  | { readonly caller: Caller; readonly problem: AuthProblem };

const rootUser = rootUserOf(defaultAccount);

/** Undefined for a stranger's key. */
export function findKey(
  { accessKeyId, sessionToken }: SignatureClaim,
  root: RootCredentials,
  sessions: Pick<Sessions, 'open'> | undefined,
  clock: Clock,
): FoundKey | undefined {
  if (sessionToken === undefined) {
    return accessKeyId === root.accessKeyId ? { caller: rootUser, ...root } : undefined;
  }
  const session = sessions?.open(sessionToken);
  if (session === undefined) {
    // One of ours that was changed, or another Lambent's; and the root key is a long-term key, none goes with a token.
    const isDamaged = sessionToken.startsWith(tokenPrefix) || accessKeyId === root.accessKeyId;
    return isDamaged ? { caller: rootUser, problem: unknownKey } : undefined;
  }
  if (session.accessKeyId !== accessKeyId) return { caller: session.caller, problem: unknownKey };
  return clock.now() < session.expiresAtMs ? session : { caller: session.caller, problem: expiredToken };
}
