import type { Clock } from '#ambient';
import { type AuthProblem, isProblem, unknownKey, wrongSignature } from './auth-problem.ts';
import type { Caller, IamMode } from './caller.ts';
import type { RootCredentials } from './root-credentials.ts';
import { type SignableRequest, sha256Hex } from './sigv4/canonical-request.ts';
import { readSignatureClaim, type SignatureClaim } from './sigv4/signature-claim.ts';
import { rememberSigningKeys } from './sigv4/signing-key.ts';
import { foreignRegionProblem, regionProblem, serviceProblem, verifySignature } from './sigv4/verify.ts';

/** The account of the root credentials and of every access key id that names no other. */
export const defaultAccount = '000000000000';
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

/** Says who makes a request, from its head. */
export type IdentifyCaller = (request: SignableRequest) => Admitted | Provisional | Refused;

/**
 * `enforce` admits the root credentials alone. `audit` takes any key id for the root user of account 000000000000, or of the account
 * that a key id of 12 digits names, and checks only signatures of the root key, the one secret it knows.
 */
export function createIdentifyCaller(parts: {
  readonly mode: IamMode;
  readonly root: RootCredentials;
  readonly clock: Clock;
}): IdentifyCaller {
  const { mode, root, clock } = parts;
  const signingKey = rememberSigningKeys();

  const verify = (request: SignableRequest, claim: SignatureClaim, payloadHash: string, nowMs: number) => {
    // The root key is a long-term key: none goes with a session token.
    if (claim.sessionToken !== undefined) return unknownKey;
    const { secretAccessKey } = root;
    return verifySignature(request, claim, { secretAccessKey, payloadHash, nowMs, signingKey });
  };

  const judge = (admitted: Admitted, problem: AuthProblem | undefined): Admitted | Refused => {
    if (problem === undefined) return admitted;
    return mode === 'enforce' ? { refused: problem } : { ...admitted, problem };
  };

  return (request) => {
    const claim = readSignatureClaim(request);
    if (isProblem(claim)) return judge(nobody, claim);
    const claimed = admittedAs(claim);
    if (claim.accessKeyId !== root.accessKeyId) {
      return judge(claimed, mode === 'enforce' ? unknownKey : regionProblem(claim));
    }
    const nowMs = clock.now();
    const declared = declaredPayloadHash(claim);
    // With the body's hash in the head, a stranger is turned away before a byte of the body is read.
    const problem = declared === undefined ? undefined : verify(request, claim, declared, nowMs);
    if (problem !== undefined) return judge(claimed, problem);
    const bodyProblem = (body: Uint8Array) => {
      if (declared === unsignedPayload) return undefined;
      const actual = sha256Hex(body);
      if (declared === undefined) return verify(request, claim, actual, nowMs);
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

function admittedAs(claim: SignatureClaim): Admitted {
  const { accessKeyId, scope } = claim;
  const account = /^\d{12}$/.test(accessKeyId) ? accessKeyId : defaultAccount;
  return {
    caller: { ...rootUserOf(account), accessKeyId },
    // A region ends up in keys and ARNs: nothing that is not the name of one gets there.
    region: regionProblem(claim) === undefined ? scope.region : defaultRegion,
    service: scope.service,
  };
}

function rootUserOf(account: string): Caller {
  return { type: 'root', account, arn: `arn:aws:iam::${account}:root`, userId: account, verified: false };
}
