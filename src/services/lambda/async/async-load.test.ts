/** Many events at once, large ones, and those that a stop or a fault cuts short. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Delivery, messageBytesMax } from '#fabric';
import type { InvokeResult } from '../invoke/invoke.ts';
import { AsyncWorld, fails, type Handler, succeeds } from './async-world.fixture.ts';
import { ackWaitMs, queuedEventsMax } from './limits.ts';

/** Runs that end when the test says so. */
class Held {
  readonly running: PromiseWithResolvers<InvokeResult>[] = [];

  readonly handler: Handler = () => {
    const run = Promise.withResolvers<InvokeResult>();
    this.running.push(run);
    return run.promise;
  };

  finish(): void {
    this.running.shift()?.resolve({ payload: Buffer.from('1'), executedVersion: '$LATEST' });
  }
}

test('a flood for one function leaves room for another', async () => {
  const world = new AsyncWorld({ environmentsMax: 8 });
  const held = new Held();
  world.put('flood', held.handler);
  world.put('calm', succeeds);
  for (let count = 0; count < 100; count += 1) await world.accept('flood');
  await world.accept('calm');
  await world.clock.advance(0);
  assert.deepEqual([held.running.length, world.secondsOf('calm')], [4, [0]]);
  held.finish();
  await world.clock.advance(0);
  assert.equal(world.secondsOf('flood').length, 5, 'as one ends, the next begins');
});

test('slow functions leave room for another, however many events they have', async () => {
  for (const environmentsMax of [1, 2, 3, 4, 16]) {
    const world = new AsyncWorld({ environmentsMax });
    const held = new Held();
    for (const slow of ['slow1', 'slow2']) {
      world.put(slow, held.handler);
      for (let count = 0; count < 50; count += 1) await world.accept(slow);
      await world.clock.advance(0);
    }
    world.put('third', succeeds);
    for (let count = 0; count < 3; count += 1) await world.accept('third');
    await world.clock.advance(0);
    assert.deepEqual(world.secondsOf('third'), [0, 0, 0], `${environmentsMax} environments`);
    assert.ok(world.secondsOf('slow1').length >= world.secondsOf('slow2').length);
  }
});

test('no more events run at once than there may be environments', async () => {
  const world = new AsyncWorld({ environmentsMax: 6 });
  const held = new Held();
  for (let name = 0; name < 10; name += 1) {
    world.put(`fn${name}`, held.handler);
    for (let count = 0; count < 5; count += 1) await world.accept(`fn${name}`);
  }
  for (let left = 50; left > 0; left -= 1) {
    await world.clock.advance(0);
    assert.equal(held.running.length, Math.min(6, left));
    held.finish();
  }
  await world.clock.advance(0);
  assert.deepEqual([await world.depth(), world.runs.length], [0, 50]);
});

test('even one environment is shared', async () => {
  const world = new AsyncWorld({ environmentsMax: 1 });
  const held = new Held();
  world.put('flood', held.handler);
  world.put('calm', succeeds);
  for (let count = 0; count < 10; count += 1) await world.accept('flood');
  await world.accept('calm');
  await world.clock.advance(0);
  assert.deepEqual([held.running.length, world.secondsOf('calm')], [1, [0]]);
});

test('a function is given no more events at once than it has reserved, rather than throttled', async () => {
  const world = new AsyncWorld();
  const held = new Held();
  world.put('fn', held.handler, { reservedConcurrency: 2 });
  for (let count = 0; count < 30; count += 1) await world.accept('fn');
  for (let left = 30; left > 0; left -= 1) {
    await world.clock.advance(0);
    assert.equal(held.running.length, Math.min(2, left));
    held.finish();
  }
  await world.clock.advance(0);
  assert.deepEqual([await world.depth(), world.clock.now()], [0, world.startMs]);
});

test('events that nobody had time for are told as too old', async () => {
  const world = new AsyncWorld({ environmentsMax: 2 });
  const held = new Held();
  world.put('fn', held.handler);
  world.configure('fn', { ageSecondsMax: 60 });
  for (let count = 0; count < 3; count += 1) await world.accept('fn');
  await world.clock.advance(61_000);
  held.finish();
  await world.clock.advance(0);
  assert.equal(held.running.length, 0);
  assert.match(world.logged.join('\n'), /gave up an event .*request-2.*EventAgeExceeded.*"runs":0/);
  assert.equal(await world.depth(), 0);
});

test('a large event lives in a blob of its own: kept from the sweep while it waits, gone with the event', async () => {
  const world = new AsyncWorld();
  world.put('fn', (request, run) => (run <= 2 ? fails : succeeds)(request, run));
  const payload = Buffer.from(JSON.stringify('x'.repeat(messageBytesMax)));
  for (let count = 0; count < 2; count += 1) await world.accept('fn', { payload });
  await world.accept('fn');
  await world.clock.advance(1_000);
  const stored = await world.storedBlobs();
  assert.equal(stored.length, 2, 'the same bytes twice are two blobs');
  assert.deepEqual(new Set(await world.async.blobs()), new Set(stored));
  await world.clock.advance(60_000);
  assert.deepEqual([await world.depth(), await world.storedBlobs(), await world.async.blobs()], [0, [], []]);
  assert.equal(world.runs.filter(({ request }) => payload.equals(request.payload)).length, 4);
});

test('a response too large for a message is kept until its record is sent', async () => {
  const world = new AsyncWorld();
  const large = 'x'.repeat(2 * messageBytesMax);
  world.put('fn', () => ({
    payload: Buffer.from(JSON.stringify(large)),
    functionError: 'Unhandled',
    executedVersion: '3',
  }));
  world.configure('fn', {
    ageSecondsMax: 100,
    onFailure: 'arn:aws:lambda:us-east-1:000000000000:function:other',
  });
  await world.accept('fn');
  await world.clock.advance(1_000);
  assert.equal((await world.storedBlobs()).length, 1);
  world.put('fn', succeeds, { reservedConcurrency: 0 });
  world.configure('fn', { onFailure: 'arn:aws:lambda:us-east-1:000000000000:function:other' });
  await world.clock.advance(60_000);
  const [record] = world.records();
  assert.equal(record?.responsePayload, large);
  assert.deepEqual(record?.responseContext, {
    statusCode: 200,
    executedVersion: '3',
    functionError: 'Unhandled',
  });
  assert.deepEqual(await world.storedBlobs(), []);
});

test('an event whose blob is gone or damaged is told of in the log, and not waited for', async () => {
  const world = new AsyncWorld();
  world.put('fn', fails);
  await world.accept('fn', { payload: Buffer.from(JSON.stringify('x'.repeat(messageBytesMax))) });
  await world.clock.advance(1_000);
  for (const digest of await world.storedBlobs()) await world.fabric.blobs.delete(digest);
  await world.fabric.queue('lambda-events').publish('us-east-1:000000000000:fn', Buffer.from('no event'));
  await world.clock.advance(60_000);
  assert.equal(await world.depth(), 0);
  assert.equal(world.logged.filter((line) => line.startsWith('an event was lost')).length, 2);
});

test('an event that waits for its next run is there once, whatever a crash cuts short', async () => {
  const depths: number[] = [];
  const world = new AsyncWorld({
    fabric: (fabric) => ({
      ...fabric,
      queue(name) {
        const queue = fabric.queue(name);
        const counted =
          <Given extends readonly unknown[], Result>(settle: (...given: Given) => Promise<Result>) =>
          async (...given: Given) => {
            const result = await settle(...given);
            depths.push(await queue.depth());
            return result;
          };
        return {
          publish: counted((...message: Parameters<typeof queue.publish>) => queue.publish(...message)),
          consume: (options, handler) =>
            queue.consume(options, ({ message, ack, replace, retry, extend }) =>
              handler({
                message,
                ack: counted(ack),
                replace: counted(replace),
                retry: counted(retry),
                extend,
              }),
            ),
          bodies: () => queue.bodies(),
          depth: () => queue.depth(),
        };
      },
    }),
  });
  world.put('fn', fails);
  await world.accept('fn');
  await world.clock.advance(600_000);
  assert.deepEqual(
    [world.secondsOf('fn'), depths],
    [
      [0, 60, 180],
      [1, 1, 1, 0],
    ],
  );
});

test('what a stop cuts short is run again by the next start, and counts once', async () => {
  const world = new AsyncWorld();
  const held = new Held();
  world.put('fn', held.handler);
  world.configure('fn', { onSuccess: 'arn:aws:lambda:us-east-1:000000000000:function:other' });
  await world.accept('fn');
  await world.clock.advance(0);
  await world.async.close();
  // Closing kills the environment: its answer is no answer.
  held.running[0]?.resolve({
    payload: Buffer.from('{}'),
    functionError: 'Unhandled',
    executedVersion: '$LATEST',
  });
  await world.clock.advance(0);
  assert.equal(await world.depth(), 1);
  world.put('fn', succeeds);
  world.configure('fn', { onSuccess: 'arn:aws:lambda:us-east-1:000000000000:function:other' });
  world.async = world.open();
  world.async.start();
  await world.clock.advance(ackWaitMs);
  assert.equal(await world.depth(), 0);
  assert.equal(world.records()[0]?.requestContext.approximateInvokeCount, 1);
});

test('a queue that is full takes no more, and says so', async () => {
  const world = new AsyncWorld({
    fabric: (fabric) => ({
      ...fabric,
      queue(name) {
        const queue = fabric.queue(name);
        return {
          publish: (...message) => queue.publish(...message),
          consume: (...consumer) => queue.consume(...consumer),
          bodies: () => queue.bodies(),
          depth: async () => queuedEventsMax,
        };
      },
    }),
  });
  world.put('fn', succeeds);
  await assert.rejects(world.accept('fn'), { code: 'TooManyRequestsException', status: 429 });
});

test('what cannot be settled, as on a full disk, is put back as soon as it can be, and holds up nobody', async () => {
  let isFull = true;
  const full = async <Result>(write: () => Promise<Result>) => {
    if (isFull) throw new Error('disk full');
    return await write();
  };
  const world = new AsyncWorld({
    environmentsMax: 2,
    fabric: (fabric) => ({
      ...fabric,
      queue(name) {
        const queue = fabric.queue(name);
        const onFullDisk = ({ message, ack, replace, retry, extend }: Delivery): Delivery => ({
          message,
          ack: () => full(ack),
          replace: (...successor) => full(() => replace(...successor)),
          retry: (delayMs) => full(() => retry(delayMs)),
          extend,
        });
        return {
          publish: (...message) => queue.publish(...message),
          consume: (options, handler) => queue.consume(options, (delivery) => handler(onFullDisk(delivery))),
          bodies: () => queue.bodies(),
          depth: () => queue.depth(),
        };
      },
    }),
  });
  world.put('fn', succeeds);
  await world.accept('fn');
  await world.accept('fn');
  await world.clock.advance(5_000);
  assert.deepEqual([world.secondsOf('fn'), await world.depth()], [[0], 2]);
  isFull = false;
  await world.clock.advance(5_000);
  assert.deepEqual([world.secondsOf('fn'), await world.depth()], [[0, 7, 7], 0]);
});
