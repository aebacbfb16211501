import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '#ambient';
import { memoryFabric } from '#fabric';
import { functionRecord } from '../invoke/invoke-world.fixture.ts';
import type { FunctionRecord } from './function.ts';
import { openFunctions } from './functions.ts';

const using = (name: string, codeDigest: string, serving?: string): FunctionRecord => {
  const record = functionRecord(name, { codeDigest });
  return serving === undefined ? record : { ...record, serving: { ...record.latest, codeDigest: serving } };
};

test('a package is in use as long as any function runs it or serves it', async () => {
  const fabric = memoryFabric(new VirtualClock());
  const first = await openFunctions(fabric);
  const removed = async ({ packages }: typeof first) => {
    const gone: string[] = [];
    for (const digest of ['one', 'two', 'none']) {
      await packages.removeUnused(digest, async (unused) => void gone.push(unused));
    }
    return gone;
  };
  assert.deepEqual(await removed(first), ['one', 'two', 'none']);
  let a = await first.put(using('a', 'one'), 0);
  const b = await first.put(using('b', 'one'), 0);
  assert.deepEqual(await removed(first), ['two', 'none']);
  a = await first.put(using('a', 'two', 'one'), a);
  await first.delete(using('b', 'one'), b);
  assert.deepEqual(await removed(first), ['none'], 'an update in progress still serves the old one');
  const second = await openFunctions(fabric);
  assert.deepEqual(await removed(second), ['none'], 'what was stored before counts');
  a = await first.put(using('a', 'two'), a);
  assert.deepEqual(await removed(first), ['one', 'none']);
  await first.delete(using('a', 'two'), a);
  assert.deepEqual(await removed(first), ['one', 'two', 'none']);
  for (const store of [first, second]) store.close();
  await fabric.close();
});
