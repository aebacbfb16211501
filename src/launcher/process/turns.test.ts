import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Turns } from './turns.ts';

it('lets so many in at once, the others in their order, also after failures', async () => {
  const turns = new Turns(2);
  const begun: number[] = [];
  const ends = Array.from({ length: 4 }, () => Promise.withResolvers<number>());
  const results = ends.map(({ promise }, index) =>
    turns.take(() => {
      begun.push(index);
      return promise;
    }),
  );
  assert.deepEqual([begun, turns.areShort], [[0, 1], true]);
  ends[1]?.reject(new Error('failed'));
  await assert.rejects(results[1] ?? assert.fail(), /failed/);
  assert.deepEqual(begun, [0, 1, 2]);
  for (const [index, end] of ends.entries()) end.resolve(index);
  assert.deepEqual(await Promise.all([results[0], results[2], results[3]]), [0, 2, 3]);
  assert.deepEqual([begun, turns.areShort], [[0, 1, 2, 3], false]);
  assert.equal(await turns.take(() => Promise.resolve('free again')), 'free again');
});
