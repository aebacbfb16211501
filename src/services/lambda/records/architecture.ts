import type { VersionRecord } from './function.ts';

export type Architecture = VersionRecord['architecture'];

/** This machine's, in AWS's words. */
export function hostArchitecture(): Architecture {
  return process.arch === 'arm64' ? 'arm64' : 'x86_64';
}

/** What `Architectures` asks for; for nothing: AWS's x86_64, but for an image this machine's, since no other runs here. */
export function architectureOf(asked: readonly string[] | undefined, isImage: boolean): Architecture {
  const [first] = asked ?? [];
  if (first === 'x86_64' || first === 'arm64') return first;
  return isImage ? hostArchitecture() : 'x86_64';
}
