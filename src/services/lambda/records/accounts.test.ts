import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Document } from '#fabric';
import { functionRecord } from '../invoke/invoke-world.fixture.ts';
import { countAccounts } from './accounts.ts';
import type { FunctionRecord } from './function.ts';

const scope = { account: '000000000000', region: 'us-east-1' };

/** A mirror that the test fills. */
function mirrorOf(initial: readonly FunctionRecord[] = []) {
  const records = new Map(initial.map((record) => [record.name, record]));
  const listeners: ((key: readonly string[], record: FunctionRecord | undefined) => void)[] = [];
  return {
    records,
    list: (): Document<FunctionRecord>[] =>
      [...records.values()].map((value) => ({ key: [], revision: 1, value })),
    onChange: (listener: (typeof listeners)[number]) => void listeners.push(listener),
    put(record: FunctionRecord) {
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

test('what was counted along is what counting anew finds', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const step = fc.oneof(
    fc.record({ type: fc.constant('put' as const), name, codeBytes: fc.nat(9), reserved: fc.nat(9) }),
    fc.record({ type: fc.constant('delete' as const), name }),
  );
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const mirror = mirrorOf([using('a', 1, 2)]);
      const accounts = countAccounts(mirror);
      for (const step of steps) {
        if (step.type === 'put') mirror.put(using(step.name, step.codeBytes, step.reserved));
        else mirror.delete(step.name);
      }
      assert.deepEqual(
        accounts.usage(scope),
        countAccounts(mirrorOf([...mirror.records.values()])).usage(scope),
      );
    }),
  );
});

test('what is held counts until it is stored or let go, and never twice', () => {
  const mirror = mirrorOf([using('a', 10, 1)]);
  const accounts = countAccounts(mirror);
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
