/** The gate: everything `npm test` and CI ask of a change, in one run. Each step prints only what is wrong with it. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const node = process.execPath;
const sources = '--conditions=lambent-source';
const bin = (name: string): string => join(root, 'node_modules', '.bin', name);

const testFiles = [
  'tidy/**/*.test.ts',
  'scripts/**/*.test.ts',
  'src/**/*.test.ts',
  'runtimes/**/*.test.ts',
  'conformance/**/*.test.ts',
];

const steps: readonly {
  readonly name: string;
  readonly command: string;
  readonly arguments: readonly string[];
}[] = [
  {
    name: 'format and lint',
    command: bin('biome'),
    arguments: ['check', '--error-on-warnings', '--log-level=error', '.'],
  },
  { name: 'types', command: bin('tsc'), arguments: ['--noEmit', '-p', '.'] },
  {
    name: 'models are what the generator makes',
    command: node,
    arguments: [sources, 'scripts/generate-models.ts', '--check'],
  },
  {
    name: 'docs/COVERAGE.md is fresh',
    command: node,
    arguments: [sources, 'scripts/coverage-page.ts', '--check'],
  },
  {
    name: 'the Java and .NET runtimes are what their sources compile to',
    command: node,
    arguments: ['scripts/compile-runtimes.ts', '--check'],
  },
  { name: 'tests', command: node, arguments: [sources, '--test', '--test-concurrency=2', ...testFiles] },
];

for (const step of steps) {
  console.log(`── ${step.name}`);
  const { status, error } = spawnSync(step.command, step.arguments, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compile') },
  });
  if (error !== undefined || status !== 0) {
    console.error(`── ${step.name}: failed${error === undefined ? '' : ` (${error.message})`}`);
    process.exit(status ?? 1);
  }
}
