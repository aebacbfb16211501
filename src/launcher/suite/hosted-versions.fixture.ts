/** Which interpreters the system has. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JAVA_HOMES } from '../interpreters/languages.ts';

/** Those of the system; the first where there is none. */
export function versionsOf(name: string, versions: readonly string[]): readonly string[] {
  const found = versions.filter((version) => existsSync(join('/usr/bin', `${name}${version}`)));
  return found.length === 0 ? versions.slice(0, 1) : found;
}

/** Every Java of the system, by the file that each has at its root; one where there is none, so that its absence shows. */
export function javaMajors(): readonly number[] {
  if (!existsSync(JAVA_HOMES)) return [17];
  const found = readdirSync(JAVA_HOMES).flatMap((name) => {
    const release = join(JAVA_HOMES, name, 'release');
    const text = existsSync(release) ? readFileSync(release, 'utf8') : '';
    return Number(/^JAVA_VERSION="(?:1\.)?(\d+)/m.exec(text)?.[1] ?? Number.NaN);
  });
  return [...new Set(found.filter((major) => major > 0))];
}
