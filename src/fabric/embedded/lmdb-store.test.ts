import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FabricLimit } from '../contracts.ts';
import type { Draft } from '../store/store.ts';
import { commitOperationsMax, waitingOperationsMax } from './limits.ts';
import { LmdbStore } from './lmdb-store.ts';
import { temporaryFolder } from './temporary-folder.suite.ts';

const one = Buffer.from('1');

storeTest('an operation sees those before it and is alone, whichever commit they are in', async (store) => {
  const count = 2 * commitOperationsMax + 7;
  const increment = (draft: Draft): number => {
    const next = Number(draft.get('counter')?.toString() ?? 0) + 1;
    draft.put('counter', Buffer.from(String(next)));
    return next;
  };
  const results = await Promise.all(Array.from({ length: count }, () => store.write(increment)));
  assert.deepEqual(
    results,
    Array.from({ length: count }, (_, index) => index + 1),
  );
  assert.equal(store.get('counter')?.toString(), String(count));
});

storeTest(
  'an operation that throws writes nothing, and the others of its commit all they did',
  async (store) => {
    const before = store.write((draft) => draft.put('a', one));
    const failing = store.write((draft) => {
      draft.delete('a');
      draft.put('b', one);
      throw new Error('no');
    });
    const after = store.write((draft) => draft.put('c', draft.get('a') ?? Buffer.from('absent')));
    await Promise.all([before, after, assert.rejects(failing, /^Error: no$/)]);
    assert.deepEqual(
      store.range('', '~', 10).map(({ key }) => key),
      ['a', 'c'],
    );
    assert.deepEqual(store.get('c'), one);
  },
);

storeTest(
  'changes are told in order, when they can be read, before their promise resolves',
  async (store) => {
    const told: string[] = [];
    const write = async (name: string): Promise<void> => {
      await store.write(
        (draft) => draft.put(name, one),
        () => told.push(`${name} ${store.get(name)}`),
      );
      told.push(`${name} resolved`);
    };
    await Promise.all([write('a'), write('b')]);
    assert.deepEqual(told, ['a 1', 'b 1', 'a resolved', 'b resolved']);
  },
);

storeTest('writes beyond what may wait for the disk are refused', async (store) => {
  const writes = Array.from({ length: waitingOperationsMax }, () =>
    store.write((draft) => draft.put('k', one)),
  );
  await assert.rejects(
    store.write((draft) => draft.put('too many', one)),
    FabricLimit,
  );
  await Promise.all(writes);
  assert.equal(store.get('too many'), undefined);
  await store.write((draft) => draft.put('k', one));
});

storeTest('a range has its start and not its end', async (store) => {
  await store.write((draft) => {
    for (const key of ['a', 'b', 'c', 'd']) draft.put(key, one);
  });
  assert.deepEqual(
    store.range('b', 'd', 10).map(({ key }) => key),
    ['b', 'c'],
  );
  assert.equal(store.range('a', '~', 3).length, 3);
  assert.equal(store.count('b', 'd'), 2);
});

function storeTest(name: string, run: (store: LmdbStore) => Promise<void>): void {
  test(name, async () => {
    const folder = await temporaryFolder();
    const store = await LmdbStore.open(folder.path);
    try {
      await run(store);
    } finally {
      await store.close();
      await folder.remove();
    }
  });
}
