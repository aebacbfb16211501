import assert from 'node:assert/strict';
import { test } from 'node:test';
import { targetsOf } from './targets.ts';

test('each of the kinds used last gets one, and a second one only where all have theirs', () => {
  const targets = (names: readonly string[], max: number) => Object.fromEntries(targetsOf(names, max));
  assert.deepEqual(targets([], 4), {});
  assert.deepEqual(targets(['a'], 4), { a: 2 });
  assert.deepEqual(targets(['a'], 1), { a: 1 });
  assert.deepEqual(targets(['a', 'b', 'c'], 4), { a: 2, b: 1, c: 1 });
  assert.deepEqual(targets(['a', 'b', 'c'], 2), { a: 1, b: 1 });
  assert.deepEqual(targets(['a'], 0), {});
});
