import { spawnSync } from 'node:child_process';

/**
 * Whether a test that needs a program of the machine must be skipped: false when the program is there, otherwise the reason to print.
 * With `CI=true` a missing program is an error, so that the full suite never passes by skipping.
 */
export function missingTool(
  name: string,
  versionArguments: readonly string[] = ['--version'],
): string | false {
  const probe = spawnSync(name, versionArguments, { stdio: 'ignore', timeout: 10_000 });
  return skipUnless(probe.error === undefined && probe.status === 0, `${name} is not installed here`);
}

/** The same for what is more than a program's presence. */
export function skipUnless(isThere: boolean, reason: string): string | false {
  if (isThere) return false;
  if (process.env.CI === 'true') throw new Error(`${reason}, and CI=true allows no skips`);
  return reason;
}
