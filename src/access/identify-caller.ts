import type { Clock } from '#ambient';
import { type AuthProblem, isProblem, unknownKey, wrongSignature } from './auth-problem.ts';
import type { Caller, IamMode } from './caller.ts';
import { findKey } from './find-key.ts';
import type { Insiders } from './insiders.ts';
import type { RootCredentials } from './root-credentials.ts';
import { defaultAccount, rootUserOf } from './root-user.ts';
import type { Sessions } from './sessions/sessions.ts';
import { type SignableRequest, sha256Hex } from './sigv4/canonical-request.ts';
import { readSignatureClaim, type SignatureClaim } from './sigv4/signature-claim.ts';
import { rememberSigningKeys } from './sigv4/signing-key.ts';
import { foreignRegionProblem, regionProblem, serviceProblem, verifySignature } from './sigv4/verify.ts';

export const defaultRegion = 'us-east-1';

/** Not let in: `enforce` found a problem. */
export type Refused = { readonly refused: AuthProblem };

/** Let in. A `problem` is what `audit` overlooked and `enforce` would have refused. */
export type Admitted = {
  readonly caller: Caller;
  readonly region: string;
  /** The service the signature is for, as claimed. */
  readonly service?: string;
  readonly problem?: AuthProblem;
};

/** Let in as far as the head can say: only `prove` may give a verified caller. */
export type Provisional = Admitted & {
  /** Holds body, service and, if said, region against the signature. To be called before anything is done for this caller. */
  prove(body: Uint8Array, service: string, region?: string): Admitted | Refused;
};

/** Says who makes a request, from its head. `environment` is the one by whose listener inside it came. */
export type IdentifyCaller = (
  request: SignableRequest & { readonly environment?: string | undefined },
) => Admitted | Provisional | Refused;

/**
 * `enforce` admits the root credentials and sessions of roles. `audit` takes any other key id for the root user of account 000000000000,
 * or of the account that a key id of 12 digits names. What comes from inside an environment is its function's role's, or nobody's.
 */
export function createIdentifyCaller(parts: {
  readonly mode: IamMode;
  readonly root: RootCredentials;
  /** Left out: there are none. */
  readonly sessions?: Pick<Sessions, 'open'>;
  readonly insiders?: Pick<Insiders, 'get'>;
  readonly clock: Clock;
}): IdentifyCaller {
  const { mode, root, sessions, insiders, clock } = parts;
  const signingKey = rememberSigningKeys();

  const judge = (admitted: Admitted, problem: AuthProblem | undefined): Admitted | Refused => {
    if (problem === undefined) return admitted;
    return mode === 'enforce' ? { refused: problem } : { ...admitted, problem };
  };

  /** Holds the signature against the secret that belongs to the claimed key. */
  const verifyWith = (
    secretAccessKey: string,
    request: SignableRequest,
    claim: SignatureClaim,
    claimed: Admitted,
  ): Provisional | Admitted | Refused => {
    const nowMs = clock.now();
    const verify = (payloadHash: string) =>
      verifySignature(request, claim, { secretAccessKey, payloadHash, nowMs, signingKey });
    const declared = declaredPayloadHash(claim);
    // With the body's hash in the head, a stranger is turned away before a byte of the body is read.
    const problem = declared === undefined ? undefined : verify(declared);
    if (problem !== undefined) return judge(claimed, problem);
    const bodyProblem = (body: Uint8Array) => {
      if (declared === unsignedPayload) return undefined;
      const actual = sha256Hex(body);
      if (declared === undefined) return verify(actual);
      return declared === actual ? undefined : wrongSignature;
    };
    return {
      ...claimed,
      prove(body, service, region = claim.scope.region) {
        const problem =
          serviceProblem(claim, service) ?? foreignRegionProblem(claim, region) ?? bodyProblem(body);
        if (problem !== undefined) return judge(claimed, problem);
        return { ...claimed, caller: { ...claimed.caller, verified: true } };
      },
    };
  };

  return (request) => {
    const inside = request.environment === undefined ? undefined : insiders?.get(request.environment);
    // Whose environment that is nobody knows any more.
    if (request.environment !== undefined && inside === undefined) return { refused: unknownKey };
    const claim = readSignatureClaim(request);
    if (isProblem(claim)) return judge(inside ?? nobody, claim);
    const key = findKey(claim, root, sessions, clock);
    const claimed = admittedAs(claim, inside?.caller ?? key?.caller);
    // A function is nobody but its role, whatever keys it has come by.
    if (inside !== undefined && key?.caller.arn !== inside.caller.arn) return judge(claimed, unknownKey);
    if (key === undefined) return judge(claimed, mode === 'enforce' ? unknownKey : regionProblem(claim));
    if ('problem' in key) return judge(claimed, key.problem);
    return verifyWith(key.secretAccessKey, request, claim, claimed);
  };
}

const unsignedPayload = 'UNSIGNED-PAYLOAD';

/** What the signature was made over, where the head says so. Only S3 lets a body go unsigned; its presigned URLs always do. */
function declaredPayloadHash({ payloadHash, scope, expiresSeconds }: SignatureClaim): string | undefined {
  if (payloadHash !== undefined && /^[0-9a-f]{64}$/.test(payloadHash)) return payloadHash;
  if (scope.service !== 's3') return undefined;
  const unsigned =
    payloadHash === unsignedPayload || (payloadHash === undefined && expiresSeconds !== undefined);
  return unsigned ? unsignedPayload : undefined;
}

const nobody: Admitted = { caller: rootUserOf(defaultAccount), region: defaultRegion };

function admittedAs(claim: SignatureClaim, caller: Caller | undefined): Admitted {
  const { accessKeyId, scope } = claim;
  const account = /^\d{12}$/.test(accessKeyId) ? accessKeyId : defaultAccount;
  return {
    caller: { ...(caller ?? rootUserOf(account)), accessKeyId },
    // A region ends up in keys and ARNs: nothing that is not the name of one gets there.
    region: regionProblem(claim) === undefined ? scope.region : defaultRegion,
    service: scope.service,
  };
}
