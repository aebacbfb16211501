import { execFileSync } from 'node:child_process';
import { lstatSync, realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { PROBE_OUTPUT_BYTES_MAX, PROBE_TIMEOUT_MS } from '../limits.ts';

/** A shell in a sandbox that has nothing else of the host, such as one around a container image. */
export type OuterShell = {
  /** Its files on the host, each with its name in the shell's own folder. */
  readonly files: readonly { readonly path: string; readonly name: string }[];
  /** Its command line, given the folder in which its files lie. */
  command(folder: string): readonly string[];
};

let found: OuterShell | undefined;

/**
 * The host's shell with the libraries that it is loaded with: images may have neither. Started through its own loader, so that no
 * library of the image is taken for one of them.
 */
export function outerShell(): OuterShell {
  found ??= findShell(loadedWith('/bin/sh'));
  return found;
}

/** `libraries` is what the loader says that it loads. Exported for its test. */
export function findShell(libraries: string, resolve: (path: string) => string = realpathSync): OuterShell {
  const shell = { path: resolve('/bin/sh'), name: 'sh' };
  const loader = /^\s*(\/\S*\/ld[^/\s]*) \(0x/m.exec(libraries)?.[1];
  // A static one needs nothing.
  if (loader === undefined) return { files: [shell], command: (folder) => [`${folder}/sh`] };
  const needed = [...libraries.matchAll(/^\s*(\S+) => (\/\S+) \(0x/gm)];
  const files = [
    shell,
    { path: resolve(loader), name: 'ld.so' },
    ...needed.map(([, name = '', path = '']) => ({ path: resolve(path), name: basename(name) })),
  ];
  return { files, command: (folder) => [`${folder}/ld.so`, '--library-path', folder, `${folder}/sh`] };
}

function loadedWith(program: string): string {
  if (!lstatSync(program, { throwIfNoEntry: false })) throw new Error(`there is no ${program}`);
  return execFileSync(program, ['-c', ':'], {
    env: { LD_TRACE_LOADED_OBJECTS: '1' },
    timeout: PROBE_TIMEOUT_MS,
    maxBuffer: PROBE_OUTPUT_BYTES_MAX,
    encoding: 'utf8',
  });
}
