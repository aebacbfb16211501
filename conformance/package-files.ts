import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';

const root = dirname(createRequire(import.meta.url).resolve('../package.json'));

/** What runtimes never read, and what would only make archives larger. */
const leftOut = /\.(d\.[cm]?ts|map|md|ts|flow)$|(^|\/)(test|tests|docs|examples?|\.github)\//;

/**
 * The installed files of npm packages and of everything they depend on, as a developer would upload them: by their path below
 * `node_modules`.
 */
export function packageFiles(names: readonly string[]): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const seen = new Set<string>();
  const add = (name: string, from: string): void => {
    const folder = folderOf(name, from);
    if (folder === undefined || seen.has(folder)) return;
    seen.add(folder);
    for (const path of filesBelow(folder))
      files.set(relative(root, path).split(sep).join('/'), readFileSync(path));
    for (const dependency of dependenciesOf(folder)) add(dependency, folder);
  };
  for (const name of names) add(name, root);
  return files;
}

/** The nearest `node_modules` that has the package; undefined for an optional one that is not installed. */
function folderOf(name: string, from: string): string | undefined {
  for (let folder = from; folder.startsWith(root); folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    try {
      readFileSync(join(candidate, 'package.json'));
      return candidate;
    } catch {
      // Not here: further up.
    }
  }
  return undefined;
}

function dependenciesOf(folder: string): string[] {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  return Object.keys(manifest.dependencies ?? {});
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(path);
    return entry.isFile() && !leftOut.test(relative(folder, path)) && !leftOut.test(path.slice(root.length))
      ? [path]
      : [];
  });
}
