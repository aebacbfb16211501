import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where version managers keep one folder for each version: below the user's home, or of the machine. */
const inHome = [
  '.pyenv/versions/*/bin',
  '.rbenv/versions/*/bin',
  '.rvm/rubies/*/bin',
  '.local/share/uv/python/*/bin',
  ...['python', 'ruby', 'java'].flatMap((tool) => [
    `.asdf/installs/${tool}/*/bin`,
    `.local/share/mise/installs/${tool}/*/bin`,
  ]),
  '.sdkman/candidates/java/*/bin',
];
const ofMachine = ['/Library/Java/JavaVirtualMachines/*/Contents/Home/bin', '/opt/homebrew/opt/*/bin'];
const dotnetHome = '.dotnet';

/** Folders of one version manager that are looked into, the newest version first as far as names tell. */
const versionsMax = 16;

/** Homebrew has a folder for every package; only those of languages count. */
const language = /^(openjdk|python|ruby|dotnet)(@|$)/;

/**
 * Where interpreters are looked for by default: PATH, then what pyenv, uv, rbenv, RVM, asdf, mise, SDKMAN!, Homebrew and Microsoft's
 * install script keep elsewhere, since PATH leads only to the one version that is current. Folders separated by colons.
 */
export function defaultSearchPath(path: string, home: string): string {
  const managed = [...inHome.map((pattern) => join(home, pattern)), ...ofMachine].flatMap(matching);
  return [path, ...managed, join(home, dotnetHome)].join(':');
}

function matching(pattern: string): string[] {
  const [root = '', rest = ''] = pattern.split('/*/');
  const names = namesIn(root).filter((name) => root !== '/opt/homebrew/opt' || language.test(name));
  const newestFirst = names.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  return newestFirst.slice(0, versionsMax).map((name) => join(root, name, rest));
}

function namesIn(folder: string): string[] {
  try {
    // A colon would end the folder's name in the search path.
    return readdirSync(folder).filter((name) => !name.startsWith('.') && !name.includes(':'));
  } catch {
    return [];
  }
}
