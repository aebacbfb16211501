import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OneAhead } from './one-ahead.ts';

test('one waits ready, and what is given back is taken first', async () => {
  let made = 0;
  const things = new OneAhead(() => {
    made += 1;
    return Promise.resolve(made);
  });
  assert.equal(await things.take(), 1);
  assert.equal(made, 2, 'the next one was made meanwhile');
  things.giveBack(1);
  assert.equal(await things.take(), 1);
  assert.equal(made, 2);
  assert.equal(await things.take(), 2);
  await things.forget();
  assert.equal(await things.take(), 4);
});

test('who takes one that could not be made hears why, and the next one is tried', async () => {
  const outcomes = [Promise.resolve('a'), Promise.reject(new Error('no room')), Promise.resolve('b')];
  for (const outcome of outcomes) outcome.catch(() => undefined);
  const things = new OneAhead(() => outcomes.shift() ?? Promise.resolve('more'));
  assert.equal(await things.take(), 'a');
  await assert.rejects(things.take(), /no room/);
  assert.equal(await things.take(), 'b');
});
