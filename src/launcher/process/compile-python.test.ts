import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { missingTool } from '../../../conformance/tool.ts';
import { compilePython } from './compile-python.ts';

it('compiles a folder and runs nothing of it; ends when it is told to', {
  skip: missingTool('python3'),
}, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'lambent-compile-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'a'));
  await writeFile(join(folder, 'a/b.py'), 'raise SystemExit("ran")\n');
  await writeFile(join(folder, 'sitecustomize.py'), `open(${JSON.stringify(join(folder, 'ran'))}, "w")\n`);
  const searchPath = process.env.PATH ?? '';
  const surroundings = { folder, searchPath, gateway: null };
  const signal = new AbortController().signal;
  assert.deepEqual(await compilePython('python3', { ...surroundings, signal }), {
    succeeded: true,
    output: '',
    reason: 'exit status 0',
  });
  assert.match((await readdir(join(folder, 'a/__pycache__'))).join(), /^b\.cpython-3\d+\.pyc$/);
  assert.ok(!(await readdir(folder)).includes('ran'));
  const ended = await compilePython('python3', { ...surroundings, signal: AbortSignal.abort() });
  assert.equal(ended.succeeded, false);
});
