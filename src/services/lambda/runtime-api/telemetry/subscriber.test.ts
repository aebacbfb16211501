import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { VirtualClock } from '#ambient';
import { batchesWaitingMax, telemetryBytesMax, telemetryHeldBytesMax, telemetryItemsMax } from '../limits.ts';
import { SharedBuffer } from './shared-buffer.ts';
import { Subscriber } from './subscriber.ts';

type Event = { readonly type: string; readonly record: { readonly droppedRecords?: number } };

/** A receiver that takes nothing until the test lets it. */
async function receiver(t: TestContext) {
  const batches: Event[][] = [];
  const asking: ServerResponse[] = [];
  let isOpen = false;
  let told = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      batches.push(JSON.parse(Buffer.concat(chunks).toString()) as Event[]);
      told.resolve();
      if (isOpen) response.end();
      else asking.push(response);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    batches,
    open() {
      isOpen = true;
      for (const response of asking.splice(0)) response.end();
    },
    async until(done: () => boolean) {
      while (!done()) {
        told = Promise.withResolvers();
        await told.promise;
      }
    },
  };
}

const kibibyte = 1024;
const record = JSON.stringify({ type: 'function', record: 'x'.repeat(64 * kibibyte) });

function subscriberOf(port: number, buffer: SharedBuffer, clock: VirtualClock): Subscriber {
  const subscription = {
    types: ['function'] as const,
    destination: { protocol: 'HTTP', port, path: '/' } as const,
    maxItems: telemetryItemsMax,
    maxBytes: telemetryBytesMax,
    timeoutMs: 1_000,
  };
  return new Subscriber({ name: 'watcher', api: 'Telemetry', subscription }, buffer, {
    clock,
    address: '127.0.0.1',
  });
}

test('slow subscribers hold no more than the bound of their environment, and one that comes later has room', async (t) => {
  const clock = new VirtualClock();
  const buffer = new SharedBuffer();
  const slow = await receiver(t);
  const subscribers = Array.from({ length: 20 }, () => subscriberOf(slow.port, buffer, clock));
  const each = (batchesWaitingMax * telemetryBytesMax) / record.length;
  for (const subscriber of subscribers) for (let count = 0; count < each; count += 1) subscriber.add(record);
  const quick = await receiver(t);
  quick.open();
  const late = subscriberOf(quick.port, buffer, clock);
  late.add('{"type":"function","record":"late"}');
  late.flush();
  await quick.until(() => quick.batches.length === 1);
  assert.deepEqual(quick.batches, [[{ type: 'function', record: 'late' }]]);

  slow.open();
  const added = subscribers.length * Math.ceil(each);
  const taken = () => slow.batches.flat().filter(({ type }) => type === 'function').length;
  const missed = () => slow.batches.flat().reduce((sum, { record }) => sum + (record.droppedRecords ?? 0), 0);
  while (taken() + missed() < added) {
    for (const subscriber of subscribers) subscriber.flush();
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(taken() + missed(), added, 'all that is missing is told of');
  assert.ok(taken() * record.length < telemetryHeldBytesMax, `${taken()} of ${added}`);
  assert.ok(taken() * record.length > telemetryHeldBytesMax / 2);
  for (const subscriber of [...subscribers, late]) subscriber.close();
});

test('a subscriber that finds no room is told what it has missed, once there is some', async (t) => {
  const clock = new VirtualClock();
  const buffer = new SharedBuffer();
  for (const part of [2, 4, 8, 16]) assert.equal(buffer.take(telemetryHeldBytesMax / part, 0), true);
  const { port, batches, open, until } = await receiver(t);
  open();
  const subscriber = subscriberOf(port, buffer, clock);
  const large = JSON.stringify({ type: 'function', record: 'x'.repeat(telemetryHeldBytesMax / 16) });
  subscriber.add(large);
  subscriber.add(large);
  buffer.give(telemetryHeldBytesMax / 2);
  await clock.advance(1_000);
  await clock.advance(1_000);
  await until(() => batches.length === 1);
  assert.deepEqual(
    batches[0]?.map(({ type, record: { droppedRecords } }) => [type, droppedRecords]),
    [['platform.logsDropped', 2]],
  );
  subscriber.close();
});

test('what is handed over, dropped or closed is no longer held', async (t) => {
  const clock = new VirtualClock();
  const buffer = new SharedBuffer();
  const { port, batches, open, until } = await receiver(t);
  open();
  const subscriber = subscriberOf(port, buffer, clock);
  for (let count = 1; count <= 40; count += 1) {
    for (let bytes = 0; bytes < telemetryBytesMax / 2; bytes += record.length) subscriber.add(record);
    subscriber.flush();
    await until(() => batches.length === count);
  }
  assert.equal(
    batches.flat().some(({ type }) => type === 'platform.logsDropped'),
    false,
  );
  subscriber.add(record);
  subscriber.close();
  subscriber.add(record);
  assert.equal(clock.pending <= 1, true, 'but for the limit of a delivery');
});
