import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReadyAhead } from './ready-ahead.ts';

test('one waits ready, what is given back is taken first, and more wait where none did', async () => {
  let made = 0;
  const things = new ReadyAhead(() => {
    made += 1;
    return Promise.resolve(made);
  }, 3);
  assert.equal(await things.take(), 1);
  assert.equal(made, 2, 'the next one was made meanwhile');
  things.giveBack(1);
  assert.equal(await things.take(), 1);
  assert.equal(made, 2);
  assert.equal(await things.take(), 2);
  assert.equal(made, 3);
  await things.forget();
  assert.equal(await things.take(), 4);
  assert.equal(made, 6, 'two wait now');
  await things.forget();
  await things.take();
  assert.equal(made, 10, 'three, and never more');
});

test('what could not be made ahead of time is tried again for who takes it, who hears why', async () => {
  const outcomes = ['a', new Error('early'), 'b', 'c', new Error('no room')];
  const things = new ReadyAhead(async () => {
    const outcome = outcomes.shift() ?? new Error('no room');
    if (outcome instanceof Error) throw outcome;
    return await Promise.resolve(outcome);
  }, 1);
  assert.equal(await things.take(), 'a');
  assert.equal(await things.take(), 'c', 'the one ahead failed, and b waits already');
  assert.equal(await things.take(), 'b');
  await assert.rejects(things.take(), /no room/);
});
