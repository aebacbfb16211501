import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '#ambient';
import { Watch, type Watched } from './watch.ts';

test('what is overdue is told so, at the next look and not before', async () => {
  const clock = new VirtualClock();
  const watch = new Watch(clock, 10);
  const told: number[] = [];
  const startMs = watch.nowMs();
  const watched: Watched = {
    deadlineMs: startMs + 25,
    onDeadline: (nowMs) => {
      told.push(nowMs - startMs);
      watched.deadlineMs = Number.POSITIVE_INFINITY;
    },
  };
  watch.add(watched);
  await clock.advance(29);
  assert.deepEqual(told, []);
  await clock.advance(100);
  assert.deepEqual(told, [30]);
});

test('nothing ticks while nothing is watched', async () => {
  const clock = new VirtualClock();
  const watch = new Watch(clock, 10);
  assert.equal(clock.pending, 0);
  const watched = { deadlineMs: Number.POSITIVE_INFINITY, onDeadline: () => assert.fail() };
  watch.add(watched);
  await clock.advance(50);
  assert.equal(clock.pending, 1);
  watch.delete(watched);
  await clock.advance(10);
  assert.equal(clock.pending, 0);
  watch.add(watched);
  watch.close();
  assert.equal(clock.pending, 0);
});
