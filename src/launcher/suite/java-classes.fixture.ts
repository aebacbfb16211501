import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Files } from './launched-function.fixture.ts';

const RUNTIME_CLASSES = fileURLToPath(new URL('../../../runtimes/java/classes', import.meta.url));
const ACTORS = fileURLToPath(new URL('actors', import.meta.url));

/** Compiles the suite's Java sources, against nothing but what the runtime itself declares. */
export function compileActors(): Files {
  const folder = mkdtempSync(join(tmpdir(), 'lambent-classes-'));
  try {
    const sources = readdirSync(ACTORS)
      .filter((name) => name.endsWith('.java'))
      .map((name) => join(ACTORS, name));
    execFileSync('javac', [
      '--release',
      '8',
      '-Xlint:-options',
      '-cp',
      RUNTIME_CLASSES,
      '-d',
      folder,
      ...sources,
    ]);
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.class'),
    );
    return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
