/**
 * Compiles the Java runtime into `runtimes/java/classes`, which is kept in the project so that installing needs no compiler. With
 * `--check` compares instead: the sources' digest always, the class files too where the `javac` that made them is here.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const home = fileURLToPath(new URL('../runtimes/java', import.meta.url));
const sources = join(home, 'src');
const classes = join(home, 'classes');
/** What the class files were made of: the compiler's major version and the sources' digest. */
const made = join(home, 'classes.json');

type Made = { readonly javac: string; readonly sources: string };

const filesOf = (folder: string, extension: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension))
    .sort();

function digestOf(folder: string, extension: string): string {
  const hash = createHash('sha256');
  for (const name of filesOf(folder, extension)) {
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(folder, name)))
      .update('\0');
  }
  return hash.digest('hex');
}

function javacMajor(): string | undefined {
  const { stdout, status } = spawnSync('javac', ['-version'], { encoding: 'utf8' });
  return status === 0 ? /javac (?:1\.)?(\d+)/.exec(stdout)?.[1] : undefined;
}

function compileInto(folder: string): void {
  const files = filesOf(sources, '.java').map((name) => join(sources, name));
  const flags = [
    '--release',
    '8',
    '-Xlint:all,-options,-serial',
    '-Werror',
    '-g:source,lines',
    '-encoding',
    'UTF-8',
  ];
  execFileSync('javac', [...flags, '-d', folder, ...files], { stdio: 'inherit' });
}

function withCompiled(use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'lambent-java-'));
  try {
    compileInto(folder);
    use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is wrong with the class files, or nothing. */
function check(): string | undefined {
  const found = JSON.parse(readFileSync(made, 'utf8')) as Made;
  if (found.sources !== digestOf(sources, '.java'))
    return 'the sources have changed since they were compiled';
  if (javacMajor() !== found.javac) return undefined;
  let differs = false;
  withCompiled((folder) => {
    differs = digestOf(folder, '.class') !== digestOf(classes, '.class');
  });
  return differs ? 'the class files are not what these sources compile to' : undefined;
}

if (process.argv.includes('--check')) {
  const problem = check();
  if (problem !== undefined) {
    console.error(`runtimes/java: ${problem}; run scripts/java-classes.ts`);
    process.exitCode = 1;
  }
} else {
  withCompiled((folder) => {
    if (existsSync(classes)) rmSync(classes, { recursive: true });
    cpSync(folder, classes, { recursive: true });
  });
  const facts: Made = { javac: javacMajor() ?? '', sources: digestOf(sources, '.java') };
  writeFileSync(made, `${JSON.stringify(facts, null, 2)}\n`);
}
