import type { VersionRecord } from './function.ts';

export type Architecture = VersionRecord['architecture'];

/** This machine's, in AWS's words. */
export function hostArchitecture(): Architecture {
  return process.arch === 'arm64' ? 'arm64' : 'x86_64';
}

/** What `Architectures` asks for; the host's where it asks for nothing, since nothing else would run here. */
export function architectureOf(asked: readonly string[] | undefined): Architecture {
  const [first] = asked ?? [];
  return first === 'x86_64' || first === 'arm64' ? first : hostArchitecture();
}
