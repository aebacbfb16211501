import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { logEventBytesMax } from './limits.ts';
import { logFrameOf } from './scripted-launcher.fixture.ts';
import { MalformedTelemetry, TelemetryReader } from './telemetry.ts';

function readAll(chunks: readonly Buffer[]): [number, string][] {
  const events: [number, string][] = [];
  const reader = new TelemetryReader((timestampMs, message) => events.push([timestampMs, message]));
  for (const chunk of chunks) reader.push(chunk);
  return events;
}

test('one frame is one event, newlines and all, however the stream is cut', () => {
  const event = fc.tuple(fc.integer({ min: 0, max: 2 ** 41 }), fc.string({ minLength: 1, unit: 'grapheme' }));
  fc.assert(
    fc.property(fc.array(event), fc.integer({ min: 1, max: 30 }), (events, size) => {
      const bytes = Buffer.concat(events.map(([timestampMs, message]) => logFrameOf(timestampMs, message)));
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      assert.deepEqual(readAll(chunks), events);
    }),
  );
});

test('an empty message is no event and does not stop the next', () => {
  assert.deepEqual(readAll([logFrameOf(1, ''), logFrameOf(2, 'x')]), [[2, 'x']]);
});

test('a message beyond the limit is cut off and the next one read', () => {
  const [long, next] = readAll([logFrameOf(1, 'x'.repeat(logEventBytesMax + 100)), logFrameOf(2, 'next')]);
  assert.equal(long?.[1].length, logEventBytesMax);
  assert.deepEqual(next, [2, 'next']);
});

test('what is no log frame is refused', () => {
  assert.throws(() => readAll([Buffer.from('this is not a log frame')]), MalformedTelemetry);
});
