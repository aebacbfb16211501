import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { test } from 'node:test';
import { VirtualClock } from '#ambient';
import { outputBytesPerWindowMax, outputWindowMs } from './limits.ts';
import { Output } from './output.ts';
import { logFrameOf } from './scripted-launcher.fixture.ts';

function pipe(): Socket {
  return new Duplex({ read: () => undefined }) as unknown as Socket;
}

test('a function that floods its output is made to wait', async () => {
  const clock = new VirtualClock();
  const [stdio, telemetry] = [pipe(), pipe()];
  let bytes = 0;
  const output = new Output({ stdio, telemetry }, clock, {
    event: (_timestampMs, message) => {
      bytes += message.length;
    },
    drained: () => undefined,
    malformed: () => undefined,
  });
  const chunk = Buffer.alloc(65_536, `${'x'.repeat(255)}\n`);
  const chunks = (3 * outputBytesPerWindowMax) / chunk.length;
  for (let index = 0; index < chunks; index += 1) stdio.push(chunk);
  await clock.advance(0);
  // A line of 256 bytes counts 64 more.
  const perWindow = Math.ceil((outputBytesPerWindowMax * 256) / 320 / chunk.length) * chunk.length;
  assert.equal(bytes, perWindow);
  assert.equal(stdio.isPaused(), true);
  await clock.advance(outputWindowMs);
  assert.equal(bytes, 2 * perWindow);
  await clock.advance(2 * outputWindowMs);
  assert.equal(bytes, chunks * chunk.length);
  output.close();
});

test('a flood of log frames is slowed down just the same', async () => {
  const clock = new VirtualClock();
  const [stdio, telemetry] = [pipe(), pipe()];
  let events = 0;
  const output = new Output({ stdio, telemetry }, clock, {
    event: () => {
      events += 1;
    },
    drained: () => undefined,
    malformed: (error) => assert.fail(error),
  });
  const frame = logFrameOf(1, 'x'.repeat(65_536 - 16));
  const perWindow = Math.ceil(outputBytesPerWindowMax / (frame.length + 64));
  for (let index = 0; index < 2 * perWindow; index += 1) telemetry.push(frame);
  await clock.advance(0);
  assert.equal(events, perWindow);
  await clock.advance(outputWindowMs);
  assert.equal(events, 2 * perWindow);
  output.close();
});

test('what was logged after a print is not older than it', async () => {
  const clock = new VirtualClock();
  const [stdio, telemetry] = [pipe(), pipe()];
  const events: [number, string][] = [];
  const output = new Output({ stdio, telemetry }, clock, {
    event: (timestampMs, message) => events.push([timestampMs, message]),
    drained: () => undefined,
    malformed: (error) => assert.fail(error),
  });
  const readAtMs = clock.now();
  telemetry.push(logFrameOf(readAtMs - 3, 'first'));
  await clock.advance(0);
  stdio.push('printed\n');
  await clock.advance(0);
  telemetry.push(logFrameOf(readAtMs - 2, 'logged'));
  telemetry.push(logFrameOf(readAtMs + 1, 'later'));
  await clock.advance(0);
  assert.deepEqual(events, [
    [readAtMs - 3, 'first'],
    [readAtMs, 'printed\n'],
    [readAtMs, 'logged'],
    [readAtMs + 1, 'later'],
  ]);
  output.close();
});
