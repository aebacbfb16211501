import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom, systemRandom } from './random.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('the system gives bytes of any count, never the same ones twice', () => {
  const random = systemRandom();
  const seen = new Set<string>();
  for (let round = 0; round < 2_000; round++) {
    for (const count of [16, 64, 65]) {
      const bytes = random.bytes(count);
      assert.equal(bytes.length, count);
      seen.add(bytes.toString('hex'));
    }
  }
  assert.equal(seen.size, 6_000);
  assert.equal(random.bytes(0).length, 0);
  assert.match(random.uuid(), uuid);
});

test('a seed repeats its sequence, another seed has another', () => {
  const draw = (seed: number) => {
    const random = seededRandom(seed);
    return [random.uuid(), random.text(8, 'abc'), random.fraction(), random.bytes(4).toString('hex')];
  };
  assert.deepEqual(draw(7), draw(7));
  assert.notDeepEqual(draw(7), draw(8));
  assert.match(String(draw(7)[0]), uuid);
});

test('every letter of an alphabet comes up about as often, also when 256 is no multiple of its size', () => {
  const random = seededRandom(3);
  const counts = new Map<string, number>();
  for (const letter of random.text(20_000, 'abcdefghij')) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  assert.equal(counts.size, 10);
  for (const count of counts.values()) assert.ok(count > 1_700 && count < 2_300, String(count));
});
