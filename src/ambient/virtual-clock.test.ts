import assert from 'node:assert/strict';
import { test } from 'node:test';
import { delay } from './clock.ts';
import { VirtualClock } from './virtual-clock.ts';

test('time stands still until it is moved, then everything due happens in order', async () => {
  const clock = new VirtualClock(1_000);
  const happened: string[] = [];
  clock.after(20, () => happened.push('later'));
  clock.after(10, () => {
    happened.push(`sooner at ${clock.now()}`);
    clock.after(5, () => happened.push('begun meanwhile'));
  });
  clock.after(10, () => happened.push('second at the same time'));
  clock.after(15, () => happened.push('never')).cancel();
  assert.deepEqual(happened, []);
  await clock.advance(19);
  assert.deepEqual(happened, ['sooner at 1010', 'second at the same time', 'begun meanwhile']);
  await clock.advance(1);
  assert.equal(happened.at(-1), 'later');
  assert.deepEqual([clock.now(), clock.pending], [1_020, 0]);
});

test('promises that wait on the clock settle while it moves', async () => {
  const clock = new VirtualClock();
  let waits = 0;
  const waiting = (async () => {
    for (; waits < 3; waits++) await delay(clock, 60_000);
  })();
  await clock.advance(3 * 60_000);
  await waiting;
  assert.equal(waits, 3);
});
