import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectFolder = fileURLToPath(new URL('..', import.meta.url));

/** One file of the project that a person wrote. `path` is relative to the project with forward slashes. */
export type Source = { readonly path: string; readonly text: string };

const writtenByHand = /\.(ts|mjs|js|py|md|sh|json|html|css)$|(^|\/)(run|NOTICE|LICENSE)$/;
const generated = /^(models\/.*\.json|models\/generated\/|package-lock\.json)/;

/** Every file git tracks or would track, without generated ones. */
export function readSources(): Source[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: projectFolder,
    encoding: 'utf8',
  });
  return listed
    .split('\0')
    .filter((path) => path !== '' && writtenByHand.test(path) && !generated.test(path) && isFile(path))
    .map((path) => ({ path, text: readFileSync(join(projectFolder, path), 'utf8') }));
}

function isFile(path: string): boolean {
  return statSync(join(projectFolder, path), { throwIfNoEntry: false })?.isFile() ?? false;
}

/** What a TypeScript source imports, as written: static, re-exported and dynamic with a literal. */
export function importsOf(source: Source): string[] {
  const code = source.text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const found = new Set<string>();
  for (const pattern of [/\bfrom\s+'([^']+)'/g, /\bimport\s+'([^']+)'/g, /\bimport\(\s*'([^']+)'\s*\)/g]) {
    for (const match of code.matchAll(pattern)) if (match[1] !== undefined) found.add(match[1]);
  }
  return [...found];
}

export function isTest(path: string): boolean {
  return (
    /\.(test|suite|fixture)\.ts$|\.suite\/|\/suite\//.test(path) || /^(conformance|tidy|bench)\//.test(path)
  );
}
