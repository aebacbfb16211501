import type { Clock } from '#ambient';
import { type AuthProblem, isProblem, missingToken, unknownKey } from './auth-problem.ts';
import type { Caller, IamMode } from './caller.ts';
import type { RootCredentials } from './root-credentials.ts';
import { type SignableRequest, sha256Hex } from './sigv4/canonical-request.ts';
import { readSignatureClaim, type SignatureClaim } from './sigv4/signature-claim.ts';
import { rememberSigningKeys } from './sigv4/signing-key.ts';
import { regionProblem, serviceProblem, verifySignature } from './sigv4/verify.ts';

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
  /** Holds body and service against the signature. To be called before anything is done for this caller. */
  prove(body: Uint8Array, service: string): Admitted | Refused;
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

  const verify = (request: SignableRequest, claim: SignatureClaim, payloadHash: string) =>
    // The root key is a long-term key: none goes with a session token.
    claim.sessionToken !== undefined
      ? unknownKey
      : verifySignature(request, claim, {
          secretAccessKey: root.secretAccessKey,
          payloadHash,
          nowMs: clock.now(),
          signingKey,
        });

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
    const declaredHash = payloadHashOf(claim);
    // With the body's hash in the head, a stranger is turned away before a byte of the body is read.
    const problem = declaredHash === undefined ? undefined : verify(request, claim, declaredHash);
    if (problem !== undefined) return judge(claimed, problem);
    return {
      ...claimed,
      prove(body, service) {
        const problem =
          declaredHash === unsignedPayload
            ? serviceProblem(claim, service)
            : proofProblem(sha256Hex(body), declaredHash, (hash) => verify(request, claim, hash)) ??
              serviceProblem(claim, service);
        if (problem !== undefined) return judge(claimed, problem);
        return { ...claimed, caller: { ...claimed.caller, verified: true } };
      },
    };
  };
}
