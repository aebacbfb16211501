import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '#ambient';
import { ReadyAhead } from './ready-ahead.ts';

test('one waits ready, what is given back is taken first, and more wait where none did', async () => {
  let made = 0;
  const make = () => {
    made += 1;
    return Promise.resolve(made);
  };
  const clock = new VirtualClock();
  const things = new ReadyAhead(make, { max: 3, afterMs: 200, clock });
  assert.equal(await things.take(), 1);
  await clock.advance(199);
  assert.equal(made, 1, 'whoever took one starts with it now');
  await clock.advance(1);
  assert.equal(made, 2);
  things.giveBack(1);
  assert.equal(await things.take(), 1);
  await clock.advance(200);
  assert.equal(made, 2);
  assert.equal(await things.take(), 2);
  assert.equal(await things.take(), 3, 'none waited');
  await clock.advance(200);
  assert.equal(made, 5, 'two wait now');
  for (const expected of [5, 4, 6]) assert.equal(await things.take(), expected);
  await clock.advance(200);
  assert.equal(made, 9, 'three, and never more');
  await things.take();
  await things.forget();
  await clock.advance(200);
  assert.equal(made, 9, 'nothing is made any more');
});

test('what could not be made ahead of time is tried again for who takes it, who hears why', async () => {
  const outcomes = ['a', new Error('early'), 'b', new Error('early'), new Error('no room')];
  const make = async () => {
    const outcome = outcomes.shift();
    if (typeof outcome !== 'string') throw outcome;
    return await Promise.resolve(outcome);
  };
  const clock = new VirtualClock();
  const things = new ReadyAhead(make, { max: 1, afterMs: 200, clock });
  assert.equal(await things.take(), 'a');
  await clock.advance(200);
  assert.equal(await things.take(), 'b');
  await clock.advance(200);
  await assert.rejects(things.take(), /no room/);
});
