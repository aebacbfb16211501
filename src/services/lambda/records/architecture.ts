import type { VersionRecord } from './function.ts';

export type Architecture = VersionRecord['architecture'];

/** This machine's, in AWS's words: what a function gets that asks for none, since nothing else would run here. */
export function hostArchitecture(): Architecture {
  return process.arch === 'arm64' ? 'arm64' : 'x86_64';
}
