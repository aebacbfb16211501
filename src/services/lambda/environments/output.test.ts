import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { test } from 'node:test';
import { VirtualClock } from '#ambient';
import { stdioBytesPerWindowMax, stdioWindowMs } from './limits.ts';
import { Output } from './output.ts';

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
  const chunk = Buffer.alloc(65_536, 'x\n');
  const chunks = (3 * stdioBytesPerWindowMax) / chunk.length;
  for (let index = 0; index < chunks; index += 1) stdio.push(chunk);
  await clock.advance(0);
  assert.equal(bytes, stdioBytesPerWindowMax);
  assert.equal(stdio.isPaused(), true);
  await clock.advance(stdioWindowMs);
  assert.equal(bytes, 2 * stdioBytesPerWindowMax);
  await clock.advance(2 * stdioWindowMs);
  assert.equal(bytes, 3 * stdioBytesPerWindowMax);
  output.close();
});
