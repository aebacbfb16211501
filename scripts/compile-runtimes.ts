/**
 * Compiles the Java and .NET runtimes, which are kept compiled in the project so that installing needs no compiler. With `--check`
 * compares instead: the sources' digest always, what was compiled too where the compiler that made it is here.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileCsharp, csharpCompiler } from './csharp.ts';

/** A runtime that is kept compiled: `compiled.json` beside it says of what and by which compiler it was made. */
type CompiledRuntime = {
  readonly home: string;
  /** Below the home: folders of the sources, and of what is made of them. */
  readonly sources: readonly string[];
  readonly compiled: string;
  /** Which compiler is here; undefined where none is. */
  compiler(): string | undefined;
  compileInto(folder: string): void;
};

type Made = { readonly compiler: string; readonly sources: string };

const runtimes = fileURLToPath(new URL('../runtimes', import.meta.url));

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

function digestOf(...folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    for (const name of filesOf(folder)) {
      hash
        .update(`${name}\0`)
        .update(readFileSync(join(folder, name)))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

/**
 * What the runtime reaches into: for streams of descriptors and for variables. Said here it costs nothing; `--add-opens` would make
 * Java do without its archived modules, a quarter of an empty program's time.
 */
const MANIFEST = `Manifest-Version: 1.0
Main-Class: lambent.runtime.Main
Add-Opens: java.base/java.io java.base/java.lang java.base/java.util java.base/jdk.internal.misc
`;

const java: CompiledRuntime = {
  home: join(runtimes, 'java'),
  sources: ['src'],
  compiled: 'lib',
  compiler() {
    const { stdout, status } = spawnSync('javac', ['-version'], { encoding: 'utf8' });
    const major = status === 0 ? /javac (?:1\.)?(\d+)/.exec(stdout)?.[1] : undefined;
    return major === undefined ? undefined : `javac ${major}`;
  },
  compileInto(folder) {
    const sources = join(this.home, 'src');
    const files = filesOf(sources).map((name) => join(sources, name));
    const language = ['--release', '8', '-encoding', 'UTF-8', '-g:source,lines'];
    const strict = ['-Xlint:all,-options,-serial', '-Werror'];
    const classes = join(folder, 'classes');
    execFileSync('javac', [...language, ...strict, '-d', classes, ...files], { stdio: 'inherit' });
    const manifest = join(classes, 'META-INF', 'MANIFEST.MF');
    mkdirSync(dirname(manifest));
    writeFileSync(manifest, MANIFEST);
    const entries = filesOf(classes).flatMap((name) => ['-C', classes, name]);
    // As a file like the others: the tool would write its own version into it.
    const options = ['--no-manifest', '--no-compress', '--date=2026-01-01T00:00:00Z'];
    execFileSync('jar', ['--create', ...options, '--file', join(folder, 'runtime.jar'), ...entries], {
      stdio: 'inherit',
    });
    rmSync(classes, { recursive: true });
  },
};

const dotnet: CompiledRuntime = {
  home: join(runtimes, 'dotnet'),
  sources: ['core', 'src'],
  compiled: 'assembly',
  compiler: csharpCompiler,
  compileInto(folder) {
    const core = mkdtempSync(join(tmpdir(), 'lambent-core-'));
    try {
      const library = join(core, 'Amazon.Lambda.Core.dll');
      const named = (of: string) => filesOf(join(this.home, of)).map((name) => `${of}/${name}`);
      compileCsharp({ folder: this.home, sources: named('core'), output: library, target: 'library' });
      const output = join(folder, 'Lambent.Runtime.dll');
      const references = [library];
      compileCsharp({ folder: this.home, sources: named('src'), output, target: 'exe', references });
    } finally {
      rmSync(core, { recursive: true, force: true });
    }
  },
};

function withCompiled(runtime: CompiledRuntime, use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'lambent-runtime-'));
  try {
    runtime.compileInto(folder);
    use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const digestOfSources = ({ home, sources }: CompiledRuntime): string =>
  digestOf(...sources.map((folder) => join(home, folder)));

/** What is wrong with what is kept compiled, or nothing. */
function check(runtime: CompiledRuntime): string | undefined {
  const { home, compiled } = runtime;
  const made = JSON.parse(readFileSync(join(home, 'compiled.json'), 'utf8')) as Made;
  if (made.sources !== digestOfSources(runtime)) return 'the sources have changed since they were compiled';
  if (runtime.compiler() !== made.compiler) return undefined;
  let differs = false;
  withCompiled(runtime, (folder) => {
    differs = digestOf(folder) !== digestOf(join(home, compiled));
  });
  return differs ? `${compiled} is not what these sources compile to` : undefined;
}

function compile(runtime: CompiledRuntime, compiler: string): void {
  const { home, compiled } = runtime;
  withCompiled(runtime, (folder) => {
    if (existsSync(join(home, compiled))) rmSync(join(home, compiled), { recursive: true });
    cpSync(folder, join(home, compiled), { recursive: true });
  });
  const made: Made = { compiler, sources: digestOfSources(runtime) };
  writeFileSync(join(home, 'compiled.json'), `${JSON.stringify(made, null, 2)}\n`);
}

for (const runtime of [java, dotnet]) {
  if (process.argv.includes('--check')) {
    const problem = check(runtime);
    if (problem === undefined) continue;
    console.error(`${runtime.home}: ${problem}; run scripts/compile-runtimes.ts`);
    process.exitCode = 1;
  } else {
    const compiler = runtime.compiler();
    if (compiler === undefined) console.error(`${runtime.home}: left as it is, there is no compiler here`);
    else compile(runtime, compiler);
  }
}
