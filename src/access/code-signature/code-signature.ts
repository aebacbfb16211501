/** Signatures of code packages: made by `lambent sign`, checked when code is deployed. Pure. The format is docs/decisions/0009. */
import { createHash, type KeyObject } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { digestBytesAtOnce } from '../limits.ts';
import { readJws, signJws } from './jws.ts';
import type { SigningProfiles } from './signing-profiles.ts';
import { splitComment, withComment } from './zip-comment.ts';

const mark = 'lambent-code-signature:';
/** A zip's last two bytes where it has no comment. */
const noComment = Buffer.alloc(2);

export type SigningJob = {
  /** `arn:aws:signer:us-east-1:000000000000:/signing-profiles/my_profile/abcdef1234` */
  readonly profileVersionArn: string;
  readonly jobArn: string;
  readonly signedAtMs: number;
  readonly expiresAtMs: number;
};

/** What a package's signature is worth. `reason` is one readable line. */
export type Verdict =
  | { readonly verdict: 'valid'; readonly profileVersionArn: string; readonly jobArn: string }
  /** Not signed, or not by anyone who is known, or not for now. */
  | { readonly verdict: 'untrusted'; readonly reason: string }
  /** Signed, and not what was signed. */
  | { readonly verdict: 'broken'; readonly reason: string };

/** Signs a zip. Throws `RangeError`, with a readable line, for what is no zip, has a comment already, or a key that is not fit. */
export function signPackage(zip: Buffer, job: SigningJob, key: KeyObject): Buffer {
  const split = splitComment(zip);
  if (split === undefined) throw new RangeError('the package is no zip');
  if (split.comment.startsWith(mark)) throw new RangeError('the package is signed already');
  if (split.comment !== '')
    throw new RangeError("the package has a zip comment, which is the signature's place");
  const { profileVersionArn, jobArn, signedAtMs, expiresAtMs } = job;
  const payload = {
    profile: profileVersionArn,
    job: jobArn,
    sha256: createHash('sha256').update(split.head).update(noComment).digest('hex'),
    iat: Math.floor(signedAtMs / 1000),
    exp: Math.floor(expiresAtMs / 1000),
  };
  return withComment(zip, mark + signJws(payload, key));
}

/** Holds a package against the profiles that the operator trusts. */
export async function verifyPackage(zip: Buffer, profiles: SigningProfiles, nowMs: number): Promise<Verdict> {
  const split = splitComment(zip);
  if (split === undefined || !split.comment.startsWith(mark)) return untrusted('it is not signed');
  const jws = readJws(split.comment.slice(mark.length));
  const { profile, job, sha256, iat, exp } = jws?.payload ?? {};
  if (jws === undefined || typeof profile !== 'string' || typeof job !== 'string') {
    return broken('the signature is malformed');
  }
  if (typeof iat !== 'number' || typeof exp !== 'number') return broken('the signature is malformed');
  const certificate = profiles.certificates.get(profile);
  if (certificate === undefined) return untrusted(`no certificate is known for ${profile}`);
  if (!jws.isSignedWith(certificate.publicKey)) return broken(`the signature is not that of ${profile}`);
  if (sha256 !== (await digestInTurns(split.head)))
    return broken('the package was changed after it was signed');
  if (profiles.revokedJobs.has(job)) return untrusted(`${job} is revoked`);
  if (iat * 1000 > nowMs || exp * 1000 <= nowMs)
    return untrusted('the signature has expired, or is not valid yet');
  if (nowMs < certificate.validFromMs || nowMs > certificate.validToMs) {
    return untrusted(`the certificate of ${profile} has expired, or is not valid yet`);
  }
  return { verdict: 'valid', profileVersionArn: profile, jobArn: job };
}

/** Packages are large, and invocations wait while they are hashed: others run between the parts. */
async function digestInTurns(head: Buffer): Promise<string> {
  const hash = createHash('sha256');
  for (let at = 0; at < head.length; at += digestBytesAtOnce) {
    hash.update(head.subarray(at, at + digestBytesAtOnce));
    await setImmediate();
  }
  return hash.update(noComment).digest('hex');
}

function untrusted(reason: string): Verdict {
  return { verdict: 'untrusted', reason };
}

function broken(reason: string): Verdict {
  return { verdict: 'broken', reason };
}
