import { createPrivateKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { isProfileVersionArn, signPackage } from '#access';
import { systemClock, systemRandom } from '#ambient';
import { CommandError } from './command-line.ts';
import type { Terminal } from './terminal.ts';

export type SignOptions = {
  readonly profile: string;
  readonly key: string;
  readonly out: string;
  readonly validDays: string;
};

/** What AWS Signer gives packages for Lambda at most: 135 months. */
const validDaysMax = 4110;
const dayMs = 86_400_000;

/** Signs a package as a signing job of AWS Signer would, and prints the job's ARN, by which the signature can be revoked. */
export function sign(zip: string, { profile, key, out, validDays }: SignOptions, terminal: Terminal): number {
  if (!isProfileVersionArn(profile)) {
    throw new CommandError(`${profile} is not the ARN of a version of a signing profile`);
  }
  const days = Number(validDays);
  if (!Number.isInteger(days) || days < 1 || days > validDaysMax) {
    throw new CommandError(`--valid-days ${validDays}: expected a whole number from 1 to ${validDaysMax}`);
  }
  const signedAtMs = systemClock().now();
  const jobArn = profile.replace(/\/signing-profiles\/.*$/, `/signing-jobs/${systemRandom().uuid()}`);
  const job = { profileVersionArn: profile, jobArn, signedAtMs, expiresAtMs: signedAtMs + days * dayMs };
  const privateKey = forThePerson(key, () => createPrivateKey(readFileSync(key)));
  const signed = forThePerson(zip, () => signPackage(readFileSync(zip), job, privateKey));
  forThePerson(out, () => writeFileSync(out, signed));
  terminal.out.print(jobArn);
  return 0;
}

/** What is wrong with a file, in one line that names it. */
function forThePerson<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new CommandError(`${path}: ${error instanceof Error ? error.message : error}`);
  }
}
