import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { findBootstrap, problemOf } from './entrypoint.ts';

async function places(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'lambent-entrypoint-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const [task, layers] = [join(folder, 'task'), join(folder, 'layers')];
  await mkdir(task);
  await mkdir(layers);
  const put = async (path: string, text: string, mode = 0o755) => {
    await writeFile(join(folder, path), text);
    await chmod(join(folder, path), mode);
  };
  return { task, layers, put };
}

const script = '#!/bin/sh\n';

test("the code's bootstrap comes before the layers', but a folder of that name does not count", async (t) => {
  const { put, ...there } = await places(t);
  const none = "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]";
  assert.deepEqual(await findBootstrap(there), { found: false, problem: none });
  assert.deepEqual(await findBootstrap({ task: there.task }), { found: false, problem: none });
  await put('layers/bootstrap', script);
  await mkdir(join(there.task, 'bootstrap'));
  assert.deepEqual(await findBootstrap(there), { found: true, path: '/opt/bootstrap' });
  await rm(join(there.task, 'bootstrap'), { recursive: true });
  await put('task/bootstrap', script);
  assert.deepEqual(await findBootstrap(there), { found: true, path: '/var/task/bootstrap' });
});

test('why a file cannot be started, in the words of the kernel', async (t) => {
  const { put, ...there } = await places(t);
  const path = '/var/task/bootstrap';
  const problem = () => problemOf(path, there);
  assert.equal(await problem(), `fork/exec ${path}: no such file or directory`);
  await put('task/bootstrap', script, 0o444);
  assert.equal(await problem(), `fork/exec ${path}: permission denied`);
  await put('task/bootstrap', script);
  assert.equal(await problem(), undefined);
  await put('task/bootstrap', '#! /opt/bin/mine -x\n');
  assert.equal(await problem(), `fork/exec ${path}: no such file or directory`);
  await mkdir(join(there.layers, 'bin'));
  await put('layers/bin/mine', script);
  assert.equal(await problem(), undefined);
  for (const text of ['', '#!\n', 'echo\n', '\x7fELF']) {
    await put('task/bootstrap', text);
    assert.equal(await problem(), `fork/exec ${path}: exec format error`, JSON.stringify(text));
  }
  await rm(join(there.task, 'bootstrap'));
  await symlink(process.execPath, join(there.task, 'bootstrap'));
  assert.equal(await problem(), undefined, "this machine's own program");
});
