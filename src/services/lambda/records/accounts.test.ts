import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Document } from '#fabric';
import { functionRecord } from '../invoke/invoke-world.fixture.ts';
import { type Countable, countAccounts } from './accounts.ts';
import type { FunctionRecord } from './function.ts';
import type { LayerRecord } from './layer.ts';

const scope = { account: '000000000000', region: 'us-east-1' };

/** A mirror that the test fills. */
function mirrorOf<T extends Countable>(initial: readonly T[] = []) {
  const records = new Map(initial.map((record) => [record.name, record]));
  const listeners: ((key: readonly string[], record: T | undefined) => void)[] = [];
  return {
    records,
    list: (): Document<T>[] => [...records.values()].map((value) => ({ key: [], revision: 1, value })),
    onChange: (listener: (typeof listeners)[number]) => void listeners.push(listener),
    put(record: T) {
      records.set(record.name, record);
      for (const listener of listeners) listener([scope.account, scope.region, record.name], record);
    },
    delete(name: string) {
      records.delete(name);
      for (const listener of listeners) listener([scope.account, scope.region, name], undefined);
    },
  };
}

const using = (name: string, codeBytes: number, reservedConcurrency: number): FunctionRecord =>
  functionRecord(name, { codeBytes }, { reservedConcurrency });

const layer = (name: string, ...sizes: number[]): LayerRecord => ({
  ...scope,
  name,
  published: sizes.length,
  versions: sizes.map((codeBytes, index) => ({
    version: index + 1,
    description: '',
    createdDate: '',
    codeDigest: 'c0de',
    codeBytes,
    unzippedBytes: 1,
  })),
});

const noLayers = mirrorOf<LayerRecord>();

test('what was counted along is what counting anew finds', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const step = fc.oneof(
    fc.record({ type: fc.constant('put' as const), name, codeBytes: fc.nat(9), reserved: fc.nat(9) }),
    fc.record({ type: fc.constant('delete' as const), name }),
  );
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const mirror = mirrorOf([using('a', 1, 2)]);
      const accounts = countAccounts(mirror, noLayers);
      for (const step of steps) {
        if (step.type === 'put') mirror.put(using(step.name, step.codeBytes, step.reserved));
        else mirror.delete(step.name);
      }
      assert.deepEqual(
        accounts.usage(scope),
        countAccounts(mirrorOf([...mirror.records.values()]), noLayers).usage(scope),
      );
    }),
  );
});

test('what is held counts until it is stored or let go, and never twice', () => {
  const mirror = mirrorOf([using('a', 10, 1)]);
  const accounts = countAccounts(mirror, noLayers);
  const usage = () => Object.values(accounts.usage(scope));
  const grow = accounts.hold(using('a', 15, 1));
  assert.deepEqual(usage(), [1, 15, 1]);
  const shrink = accounts.hold(using('a', 5, 0));
  assert.deepEqual(usage(), [1, 15, 1], 'a write that may fail frees nothing');
  mirror.put(using('a', 15, 1));
  assert.deepEqual(usage(), [1, 15, 1]);
  grow();
  grow();
  mirror.put(using('a', 5, 0));
  shrink();
  assert.deepEqual(usage(), [1, 5, 0]);
  const fresh = accounts.hold(using('b', 7, 0));
  assert.deepEqual(usage(), [2, 12, 0]);
  fresh();
  mirror.delete('a');
  assert.deepEqual(usage(), [0, 0, 0]);
});

test('every version of a layer counts, and a function of the same name is another record', () => {
  const layers = mirrorOf([layer('a', 3, 4)]);
  const accounts = countAccounts(mirrorOf([using('a', 10, 1)]), layers);
  const usage = () => Object.values(accounts.usage(scope));
  assert.deepEqual(usage(), [1, 17, 1]);
  const release = accounts.hold(layer('a', 3, 4, 5));
  assert.deepEqual(usage(), [1, 22, 1]);
  layers.put(layer('a', 3, 4, 5));
  release();
  assert.deepEqual(usage(), [1, 22, 1]);
  layers.put(layer('a'));
  assert.deepEqual(usage(), [1, 10, 1]);
});
