import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { exemptions, exemptionsMax, judge } from './exemptions.ts';
import { checkImports, type Finding, findDeadFiles } from './rooms.ts';
import { projectFolder, readSources } from './sources.ts';
import { checkReadmes, checkTexts } from './texts.ts';

test('the project keeps its own rules', () => {
  const sources = readSources();
  const manifest = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as {
    imports: Record<string, { 'lambent-source'?: string }>;
  };
  const doors = Object.values(manifest.imports).flatMap((target) => target['lambent-source']?.slice(2) ?? []);
  const entries = [
    'src/cli/main.ts',
    'src/launcher/process/main.ts',
    'src/launcher/process/keeper.ts',
    'src/launcher/process/carry-inside.ts',
    'src/launcher/process/open-listeners.ts',
  ];
  const findings: Finding[] = [
    ...sources.flatMap(checkImports),
    ...sources.flatMap(checkTexts),
    ...checkReadmes(sources),
    ...findDeadFiles(sources, entries, doors),
  ];
  const { broken, stale } = judge(findings, exemptions);
  assert.deepEqual(
    broken.map(({ rule, path, problem }) => `${path}: ${problem} [${rule}]`),
    [],
  );
  assert.deepEqual(stale, [], 'these exemptions are no longer needed: remove them and lower exemptionsMax');
  assert.ok(exemptions.length <= exemptionsMax, 'the exemption list may only shrink');
});

test('imports upward, sideways and around doors are found', () => {
  const find = (path: string, text: string) => checkImports({ path, text }).map(({ rule }) => rule);
  assert.deepEqual(find('src/wire/a.ts', "import { x } from '#fabric';"), ['import-direction']);
  assert.deepEqual(find('src/wire/a.ts', "import { x } from '../fabric/index.ts';"), ['doors']);
  assert.deepEqual(find('src/services/sts/a.ts', "import { x } from '../lambda/index.ts';"), ['doors']);
  assert.deepEqual(find('src/services/sts/a.ts', "import { x } from '#edge';"), ['import-direction']);
  assert.deepEqual(find('src/services/lambda/invoke/a.ts', "import { x } from '../operations/b.ts';"), [
    'import-direction',
  ]);
  assert.deepEqual(
    find('src/services/apigateway/execute/a.ts', "import { x } from '../operations/v1/b.ts';"),
    ['import-direction'],
  );
  assert.deepEqual(find('src/unheard/a.ts', "import { x } from '#wire';"), ['import-direction']);
  assert.deepEqual(
    find('src/services/sts/a.ts', "import { x } from '#service';\nimport { y } from './b.ts';"),
    [],
  );
  assert.deepEqual(find('src/wire/a.ts', "// import { x } from '#edge';"), []);
});

test('long files, banned names, stray time and unfinished marks are found', () => {
  const find = (path: string, text: string) => checkTexts({ path, text }).map(({ rule }) => rule);
  assert.deepEqual(find('src/wire/a.ts', 'x\n'.repeat(401)), ['file-length']);
  assert.deepEqual(find('src/wire/a.ts', 'x\n'.repeat(400)), []);
  assert.deepEqual(find('src/wire/utils.ts', ''), ['banned-name']);
  assert.deepEqual(find('src/common/a.ts', ''), ['banned-name']);
  assert.deepEqual(find('src/wire/a.ts', 'const t = Date.now();'), ['time']);
  assert.deepEqual(find('src/ambient/a.ts', 'const t = Date.now();'), []);
  assert.deepEqual(find('src/wire/a.ts', 'process.env.HOME'), ['environment']);
  assert.deepEqual(find('src/edge/a.ts', "import { spawn } from 'node:child_process';"), ['spawn']);
  assert.deepEqual(find('src/wire/a.ts', `// TO${'DO'} later`), ['unfinished']);
});

test('dead files and rooms without a README are found', () => {
  const sources = [
    { path: 'src/wire/index.ts', text: "export { a } from './a.ts';" },
    { path: 'src/wire/a.ts', text: '' },
    { path: 'src/wire/b.ts', text: '' },
  ];
  assert.deepEqual(
    findDeadFiles(sources, [], ['src/wire/index.ts']).map(({ path }) => path),
    ['src/wire/b.ts'],
  );
  assert.deepEqual(
    checkReadmes(sources).map(({ path }) => path),
    ['src/wire'],
  );
});

test('an exemption hides its finding and goes stale with it', () => {
  const finding = { rule: 'file-length', path: 'src/a.ts', problem: 'long' };
  const exemption = { rule: 'file-length', path: 'src/a.ts', reason: 'a table' };
  assert.deepEqual(judge([finding], [exemption]), { broken: [], stale: [] });
  assert.deepEqual(judge([], [exemption]), { broken: [], stale: [exemption] });
  assert.deepEqual(judge([finding], []), { broken: [finding], stale: [] });
});
