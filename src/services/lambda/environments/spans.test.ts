import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '#ambient';
import { Spans } from './spans.ts';

test('each span begins where the one before it ended', async () => {
  const clock = new VirtualClock(Date.parse('2026-01-01T00:00:00.000Z'));
  const spans = new Spans(clock);
  await clock.advance(5);
  spans.responding();
  await clock.advance(2);
  spans.responded();
  await clock.advance(1);
  assert.deepEqual(spans.runtimeDone(), [
    { name: 'responseLatency', start: '2026-01-01T00:00:00.000Z', durationMs: 5 },
    { name: 'responseDuration', start: '2026-01-01T00:00:00.005Z', durationMs: 2 },
    { name: 'runtimeOverhead', start: '2026-01-01T00:00:00.007Z', durationMs: 1 },
  ]);
  await clock.advance(40);
  const overhead = { name: 'extensionOverhead', start: '2026-01-01T00:00:00.008Z', durationMs: 40 };
  assert.deepEqual(spans.extensionOverhead(), overhead);
});

test('one who never answered has none, and what came at once took no time', async () => {
  const clock = new VirtualClock(0);
  assert.equal(new Spans(clock).runtimeDone(), undefined);
  assert.equal(new Spans(clock).extensionOverhead(), undefined);
  const spans = new Spans(clock);
  await clock.advance(3);
  spans.responded();
  assert.deepEqual(
    spans.runtimeDone()?.map(({ durationMs }) => durationMs),
    [3, 0, 0],
  );
});
