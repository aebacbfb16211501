import { timingSafeEqual } from 'node:crypto';
import { type AuthProblem, wrongSignature } from '../auth-problem.ts';
import { clockSkewMs } from '../limits.ts';
import { toAmzDate } from './amz-date.ts';
import type { SignableRequest } from './canonical-request.ts';
import { calculateSignature } from './signature.ts';
import type { SignatureClaim } from './signature-claim.ts';
import { type SigningKey, terminator } from './signing-key.ts';

/** What a signature is held against. Without `signingKey` the key is derived anew. */
export type Proof = {
  readonly secretAccessKey: string;
  /** The SHA-256 in hex that the body has, or is declared to have and will be held against. */
  readonly payloadHash: string;
  readonly nowMs: number;
  readonly signingKey: SigningKey;
};

/** Undefined when the signature is right, of now, and covers the host. Takes the same time wherever a wrong one differs. */
export function verifySignature(
  request: SignableRequest,
  claim: SignatureClaim,
  proof: Proof,
): AuthProblem | undefined {
  const problem = scopeProblem(claim) ?? timeProblem(claim, proof.nowMs) ?? signedHeadersProblem(claim);
  if (problem !== undefined) return problem;
  if (!/^[0-9a-f]{64}$/.test(claim.signature)) return wrongSignature;
  const expected = calculateSignature(
    request,
    { ...claim, payloadHash: proof.payloadHash },
    proof.signingKey(proof.secretAccessKey, claim.scope),
  );
  return timingSafeEqual(expected, Buffer.from(claim.signature, 'hex')) ? undefined : wrongSignature;
}

/** A signature for one service must not open another. */
export function serviceProblem(claim: SignatureClaim, service: string): AuthProblem | undefined {
  if (claim.scope.service === service) return undefined;
  return mismatch(`Credential should be scoped to correct service: '${service}'.`);
}

/** A signature for one region must not open another, where the door is that of one region. */
export function foreignRegionProblem(claim: SignatureClaim, region: string): AuthProblem | undefined {
  if (claim.scope.region === region) return undefined;
  return mismatch(
    `Credential should be scoped to a valid region, not '${claim.scope.region.slice(0, 100)}'.`,
  );
}

const regionForm = /^[a-z]{2}(-[a-z]{2,12}){1,3}-\d{1,2}$/;

/** Every region exists here; what is not the name of one does not. */
export function regionProblem(claim: SignatureClaim): AuthProblem | undefined {
  if (regionForm.test(claim.scope.region)) return undefined;
  return mismatch(
    `Credential should be scoped to a valid region, not '${claim.scope.region.slice(0, 100)}'.`,
  );
}

function scopeProblem(claim: SignatureClaim): AuthProblem | undefined {
  if (claim.terminator !== terminator) {
    const given = claim.terminator.slice(0, 100);
    return mismatch(`Credential should be scoped with a valid terminator: '${terminator}', not '${given}'.`);
  }
  const date = claim.timestamp.slice(0, 8);
  if (claim.scope.date !== date) {
    const given = claim.scope.date.slice(0, 100);
    return mismatch(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${given}' != '${date}', from '${claim.timestamp}'.`,
    );
  }
  return regionProblem(claim);
}

function timeProblem(claim: SignatureClaim, nowMs: number): AuthProblem | undefined {
  // Timestamps have whole seconds: now is cut to them too, or the last second of the five minutes would be lost.
  const seconds = Math.floor(nowMs / 1000) * 1000;
  const lifeMs = claim.expiresSeconds === undefined ? clockSkewMs : claim.expiresSeconds * 1000;
  if (claim.signedAtMs < seconds - lifeMs) {
    const bound = `${toAmzDate(seconds - lifeMs)} (${toAmzDate(seconds)} - ${inMinutes(lifeMs)} min.)`;
    return mismatch(`Signature expired: ${claim.timestamp} is now earlier than ${bound}`);
  }
  if (claim.signedAtMs > seconds + clockSkewMs) {
    const bound = `${toAmzDate(seconds + clockSkewMs)} (${toAmzDate(seconds)} + ${inMinutes(clockSkewMs)} min.)`;
    return mismatch(`Signature not yet current: ${claim.timestamp} is still later than ${bound}`);
  }
  return undefined;
}

function inMinutes(ms: number): number {
  return Math.floor(ms / 60_000);
}

function signedHeadersProblem(claim: SignatureClaim): AuthProblem | undefined {
  if (claim.signedHeaders.includes('host') || claim.signedHeaders.includes(':authority')) return undefined;
  return mismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
}

function mismatch(message: string): AuthProblem {
  return { problem: 'mismatch', message };
}
