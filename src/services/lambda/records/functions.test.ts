import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '#ambient';
import { memoryFabric, RevisionMismatch } from '#fabric';
import type { FunctionRecord } from './function.ts';
import { type FunctionId, openFunctions } from './functions.ts';
import { created, settled } from './life.ts';

function functionNamed(name: string, description = '', codeDigest = 'aa'): FunctionRecord {
  const latest = created({
    version: '$LATEST',
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    role: 'arn:aws:iam::111122223333:role/r',
    description,
    timeoutSeconds: 3,
    memoryMiB: 128,
    ephemeralStorageMiB: 512,
    architecture: 'x86_64',
    tracingMode: 'PassThrough',
    logGroup: `/aws/lambda/${name}`,
    codeDigest,
    codeBytes: 1,
    unzippedBytes: 1,
    lastModified: '2026-01-01T00:00:00.000+0000',
    revisionId: 'r1',
    environmentKey: 'e1',
  });
  return { account: '111122223333', region: 'eu-west-1', name, latest };
}

test('what is put can be found at once, listed by name, and is there after a restart', async () => {
  const fabric = memoryFabric(new VirtualClock());
  const functions = await openFunctions(fabric);
  const b = functionNamed('b');
  await functions.put(b, 0);
  await functions.put(functionNamed('a'), 0);
  assert.deepEqual(functions.find('111122223333', 'eu-west-1', 'b')?.value, b);
  const names = functions.list('111122223333', 'eu-west-1').map(({ value }) => value.name);
  assert.deepEqual(names, ['a', 'b']);
  assert.deepEqual(functions.list('111122223333', 'eu-west-2'), []);
  functions.close();

  const reopened = await openFunctions(fabric);
  assert.equal(reopened.all().length, 2);
  reopened.close();
  await fabric.close();
});

test('writes are compare-and-swap', async () => {
  const fabric = memoryFabric(new VirtualClock());
  const functions = await openFunctions(fabric);
  const revision = await functions.put(functionNamed('fn'), 0);
  await assert.rejects(functions.put(functionNamed('fn', 'again'), 0), RevisionMismatch);
  const next = await functions.put(functionNamed('fn', 'changed'), revision);
  await assert.rejects(functions.delete(functionNamed('fn'), revision), RevisionMismatch);
  await functions.delete(functionNamed('fn'), next);
  assert.equal(functions.find('111122223333', 'eu-west-1', 'fn'), undefined);
  functions.close();
  await fabric.close();
});

test('listeners hear of every change, with the name it is about', async () => {
  const fabric = memoryFabric(new VirtualClock());
  const functions = await openFunctions(fabric);
  const heard: [FunctionId, string | undefined][] = [];
  functions.onChange((id, record) => heard.push([id, record?.latest.description]));
  const revision = await functions.put(functionNamed('fn', 'one'), 0);
  await functions.delete(functionNamed('fn'), revision);
  const id = { account: '111122223333', region: 'eu-west-1', name: 'fn' };
  assert.deepEqual(heard, [
    [id, 'one'],
    [id, undefined],
  ]);
  functions.close();
  await fabric.close();
});

test('a closed store takes no more writes', async () => {
  const fabric = memoryFabric(new VirtualClock());
  const functions = await openFunctions(fabric);
  const revision = await functions.put(functionNamed('fn'), 0);
  functions.close();
  await assert.rejects(functions.put(functionNamed('fn', 'late'), revision), /closed/);
  await assert.rejects(functions.delete(functionNamed('fn'), revision), /closed/);
  const reopened = await openFunctions(fabric);
  assert.equal(reopened.all()[0]?.value.latest.description, '');
  reopened.close();
  await fabric.close();
});

test('a name longer than a key can hold is not found', async () => {
  const fabric = memoryFabric(new VirtualClock());
  const functions = await openFunctions(fabric);
  assert.equal(functions.find('111122223333', 'eu-west-1', 'a'.repeat(256)), undefined);
  functions.close();
  await fabric.close();
});

test('a package is unused when nobody claims it and no version names it, served ones included', async () => {
  const fabric = memoryFabric(new VirtualClock());
  const functions = await openFunctions(fabric);
  const { packages } = functions;
  const removed: string[] = [];
  const remove = async (digest: string): Promise<void> => void removed.push(digest);
  const release = await packages.claim('aa');
  await packages.removeUnused('aa', remove);
  const record = functionNamed('fn');
  const revision = await functions.put({ ...record, serving: functionNamed('fn', '', 'bb').latest }, 0);
  release();
  await packages.claim('bb').then((releaseOther) => releaseOther());
  for (const digest of ['aa', 'bb']) await packages.removeUnused(digest, remove);
  assert.deepEqual(removed, []);
  assert.deepEqual(await packages.list(), ['aa', 'bb']);
  await functions.put(settled({ ...record }, { ready: true }, 'r2'), revision);
  for (const digest of ['aa', 'bb']) await packages.removeUnused(digest, remove);
  assert.deepEqual(removed, ['bb']);
  assert.deepEqual(await packages.list(), ['aa']);
  functions.close();
  await fabric.close();
});

test('a claim waits for a removal under way, so that the package is stored again after it', async () => {
  const fabric = memoryFabric(new VirtualClock());
  const functions = await openFunctions(fabric);
  const { packages } = functions;
  (await packages.claim('aa'))();
  const removing = Promise.withResolvers<void>();
  const removal = packages.removeUnused('aa', () => removing.promise);
  let claimed = false;
  const claim = packages.claim('aa').then((release) => {
    claimed = true;
    return release;
  });
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(claimed, false);
  removing.resolve();
  await removal;
  (await claim)();
  assert.deepEqual(await packages.list(), ['aa']);
  functions.close();
  await fabric.close();
});

test('a removal that fails leaves the note for the next start', async () => {
  const fabric = memoryFabric(new VirtualClock());
  const functions = await openFunctions(fabric);
  const { packages } = functions;
  (await packages.claim('aa'))();
  await assert.rejects(
    packages.removeUnused('aa', () => Promise.reject(new Error('no disk'))),
    /no disk/,
  );
  assert.deepEqual(await packages.list(), ['aa']);
  await packages.removeUnused('aa', async () => undefined);
  assert.deepEqual(await packages.list(), []);
  functions.close();
  await fabric.close();
});
