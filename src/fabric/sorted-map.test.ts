import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SortedMap } from './sorted-map.ts';

const change = fc.record({ key: fc.string({ maxLength: 2 }), value: fc.option(fc.nat(9)) });

test('holds what a map holds, in key order', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), fc.string({ maxLength: 2 }), (changes, start) => {
      const plain = new Map<string, number>();
      const sorted = new SortedMap<number>();
      for (const { key, value } of changes) {
        if (value === null) assert.equal(sorted.delete(key), plain.delete(key));
        else {
          plain.set(key, value);
          sorted.set(key, value);
        }
      }
      const all = [...plain].sort(([one], [other]) => (one < other ? -1 : 1));
      assert.equal(sorted.size, plain.size);
      assert.deepEqual([...sorted.from('')], all);
      assert.deepEqual(
        [...sorted.from(start)],
        all.filter(([key]) => key >= start),
      );
      assert.deepEqual(sorted.first(), all[0]);
      assert.deepEqual(sorted.last(), all.at(-1));
      for (const [key, value] of all) assert.equal(sorted.get(key), value);
    }),
  );
});
