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

/** The machine's Ruby, such as `3.1`; empty without one. */
export const rubyVersion = (): string => versionOf('ruby', /ruby (\d+\.\d+)/);

/** The machine's Python, such as `3.11`; empty without one. */
export const pythonVersion = (): string => versionOf('/usr/bin/python3', /Python (\d+\.\d+)/, '-V');

/** The number of the machine's Java, such as `17`; empty without one. */
export const javaMajor = (): string => versionOf('java', /version "(?:1\.)?(\d+)/);

function versionOf(program: string, pattern: RegExp, argument = '-version'): string {
  const { stdout = '', stderr = '' } = spawnSync(program, [argument], { encoding: 'utf8' });
  return pattern.exec(`${stdout}${stderr}`)?.[1] ?? '';
}
