import { type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { algorithmOf } from './jws.ts';

/** Whose signatures count. AWS Signer keeps these; here the operator does. */
export type SigningProfiles = {
  /** By signing profile version ARN. One that is taken out of the file is revoked. */
  readonly certificates: ReadonlyMap<string, TrustedCertificate>;
  /** ARNs of signing jobs whose packages count no more. */
  readonly revokedJobs: ReadonlySet<string>;
};

export type TrustedCertificate = {
  readonly publicKey: KeyObject;
  readonly validFromMs: number;
  readonly validToMs: number;
};

/** The file cannot be used; with one readable line for the operator. */
export class SigningProfilesError extends Error {
  override readonly name = 'SigningProfilesError';
}

const profileVersionArn = /^arn:aws[a-z-]*:signer:[a-z0-9-]+:\d{12}:\/signing-profiles\/\w{2,64}\/\w{10}$/;

export function isProfileVersionArn(text: string): boolean {
  return profileVersionArn.test(text);
}

export const noSigningProfiles: SigningProfiles = { certificates: new Map(), revokedJobs: new Set() };

/**
 * Reads `{"profiles": {"<profile version ARN>": "<PEM file>"}, "revokedJobs": ["<ARN>"]}`; paths are relative to the file. An empty path
 * is no file. Throws `SigningProfilesError` for anything else: who demands signatures must not be left without.
 */
export function loadSigningProfiles(path: string): SigningProfiles {
  if (path === '') return noSigningProfiles;
  const { profiles = {}, revokedJobs = [], ...unknown } = readJson(path);
  const [other] = Object.keys(unknown);
  if (other !== undefined) throw wrong(path, `"${other}" is neither profiles nor revokedJobs`);
  if (typeof profiles !== 'object' || profiles === null || Array.isArray(profiles)) {
    throw wrong(path, 'profiles is no object');
  }
  if (!Array.isArray(revokedJobs) || !revokedJobs.every((arn) => typeof arn === 'string')) {
    throw wrong(path, 'revokedJobs is no list of ARNs');
  }
  const certificates = new Map<string, TrustedCertificate>();
  for (const [arn, file] of Object.entries(profiles)) {
    if (!isProfileVersionArn(arn))
      throw wrong(path, `${arn} is not the ARN of a version of a signing profile`);
    if (typeof file !== 'string') throw wrong(path, `${arn} has no file of a certificate`);
    certificates.set(arn, readCertificate(resolve(dirname(path), file)));
  }
  return { certificates, revokedJobs: new Set(revokedJobs as string[]) };
}

function readJson(path: string): Readonly<Record<string, unknown>> {
  const value = attempt(path, () => JSON.parse(readFileSync(path, 'utf8')) as unknown);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw wrong(path, 'it holds no JSON object');
}

function readCertificate(path: string): TrustedCertificate {
  const certificate = attempt(path, () => parseCertificate(readFileSync(path)));
  if (algorithmOf(certificate.publicKey) !== undefined) return certificate;
  throw wrong(path, 'the key of the certificate is none of P-384, P-256 and Ed25519');
}

export function parseCertificate(pem: Buffer | string): TrustedCertificate {
  const { publicKey, validFrom, validTo } = new X509Certificate(pem);
  return { publicKey, validFromMs: Date.parse(validFrom), validToMs: Date.parse(validTo) };
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw wrong(path, error instanceof Error ? error.message : String(error));
  }
}

function wrong(path: string, problem: string): SigningProfilesError {
  return new SigningProfilesError(`the signing profiles cannot be used: ${path}: ${problem}`);
}
