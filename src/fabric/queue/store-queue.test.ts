import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom, VirtualClock } from '#ambient';
import { type Delivery, FabricUnavailable } from '../contracts.ts';
import { queueBodiesPage } from '../limits.ts';
import { memoryStore } from '../memory/memory-store.ts';
import type { Store } from '../store/store.ts';
import { Inbox } from '../suite/inbox.suite.ts';
import { StoreQueue } from './store-queue.ts';

const options = { inFlightMax: 10, inFlightPerKeyMax: 10, ackWaitMs: 1_000 };

test('a publish that the disk refuses is not delivered and not counted', async () => {
  const { store, disk } = failingStore();
  const queue = new StoreQueue(store, new VirtualClock(), 'work');
  const inbox = new Inbox();
  queue.consume(options, inbox.handler);
  disk.full = true;
  await assert.rejects(queue.publish('k', Buffer.from('m')), FabricUnavailable);
  disk.full = false;
  assert.equal(await queue.depth(), 0);
  await queue.publish('k', Buffer.from('next'));
  await inbox.next();
  assert.deepEqual(inbox.bodies, ['next']);
});

test('an acknowledgement, retry or replacement that the disk refuses leaves the message in flight', async () => {
  const { store, disk } = failingStore();
  const clock = new VirtualClock();
  const queue = new StoreQueue(store, clock, 'work');
  const inbox = new Inbox();
  queue.consume(options, inbox.handler);
  await queue.publish('k', Buffer.from('m'));
  const first = await inbox.next();
  disk.full = true;
  await assert.rejects(first.ack(), FabricUnavailable);
  await assert.rejects(first.retry(0), FabricUnavailable);
  await assert.rejects(first.replace(Buffer.from('new')), FabricUnavailable);
  assert.equal(await queue.depth(), 1);
  await clock.advance(1_000);
  const second = await inbox.next();
  disk.full = false;
  await second.ack();
  assert.equal(await queue.depth(), 0);
  await clock.advance(10_000);
  assert.equal(inbox.bodies.length, 2);
  assert.equal(clock.pending, 0);
});

test('a message and what replaces it are never both there, nor both gone', async () => {
  const inner = memoryStore();
  const depths: number[] = [];
  const counted = () => depths.push(inner.count('queue/work/', 'queue/work/~'));
  const store: Store = {
    ...inner,
    async write(operation, committed) {
      const result = await inner.write(operation, committed);
      counted();
      return result;
    },
  };
  const queue = new StoreQueue(store, new VirtualClock(), 'work');
  const inbox = new Inbox();
  queue.consume(options, inbox.handler);
  await queue.publish('k', Buffer.from('old'));
  await (await inbox.next()).replace(Buffer.from('new'));
  await inbox.next();
  assert.deepEqual([new Set(depths), inbox.bodies], [new Set([1]), ['old', 'new']]);
  assert.equal(inner.count('body/work/', 'body/work/~'), 1);
});

test('a stopped queue leaves no timer behind', async () => {
  const clock = new VirtualClock();
  const queue = new StoreQueue(memoryStore(), clock, 'work');
  const inbox = new Inbox();
  queue.consume(options, inbox.handler);
  await queue.publish('k', Buffer.from('in flight'));
  await queue.publish('k', Buffer.from('delayed'), { delayMs: 5_000 });
  await inbox.next();
  assert.equal(clock.pending, 2);
  queue.stop();
  assert.equal(clock.pending, 0);
});

test('whatever consumers do, nothing is lost and nothing stays behind', async () => {
  for (let seed = 1; seed <= 30; seed++) {
    const random = seededRandom(seed);
    const clock = new VirtualClock();
    const queue = new StoreQueue(memoryStore(), clock, 'work');
    const all: Delivery[] = [];
    const consumer = queue.consume({ inFlightMax: 7, inFlightPerKeyMax: 3, ackWaitMs: 1_000 }, (delivery) => {
      all.push(delivery);
    });
    const published = new Set<string>();
    let replaced = 0;
    for (let step = 0; step < 300; step++) {
      const dice = random.fraction();
      const delivery = all[Math.floor(random.fraction() * all.length)];
      if (dice < 0.4) {
        const delayMs = dice < 0.1 ? 700 : 0;
        published.add(await queue.publish(`k${step % 5}`, Buffer.from('m'), { delayMs }));
      } else if (dice < 0.55) await delivery?.ack();
      else if (dice < 0.6) replaced += (await delivery?.replace(Buffer.from('m'))) ? 1 : 0;
      else if (dice < 0.7) await delivery?.retry(Math.floor(random.fraction() * 1_500));
      else if (dice < 0.75) await delivery?.extend();
      else await clock.advance(Math.floor(random.fraction() * 600));
    }
    const delivered = new Set(all.map(({ message }) => message.id));
    for (let turn = 0; turn < 1_000 && (await queue.depth()) > 0; turn++) {
      for (const delivery of all.splice(0)) await delivery.ack();
      await clock.advance(500);
      for (const { message } of all) delivered.add(message.id);
    }
    assert.equal(await queue.depth(), 0, `seed ${seed}`);
    assert.ok(
      [...published].every((id) => delivered.has(id)),
      `seed ${seed}`,
    );
    assert.equal(delivered.size, published.size + replaced, `seed ${seed}`);
    await consumer.close();
    assert.equal(clock.pending, 0, `seed ${seed}`);
  }
});

/** A store whose writes fail while `disk.full`. */
function failingStore(): { readonly store: Store; readonly disk: { full: boolean } } {
  const inner = memoryStore();
  const disk = { full: false };
  const store: Store = {
    ...inner,
    write: (operation, committed) =>
      disk.full
        ? Promise.reject(new FabricUnavailable('the disk is full'))
        : inner.write(operation, committed),
  };
  return { store, disk };
}

test('to read all bodies of a long queue keeps nobody else waiting', async () => {
  const queue = new StoreQueue(memoryStore(), new VirtualClock(), 'work');
  for (let number = 0; number < 2 * queueBodiesPage; number += 1) await queue.publish('k', Buffer.from('m'));
  let read = 0;
  let readBefore: number | undefined;
  setImmediate(() => {
    readBefore = read;
  });
  for await (const _body of queue.bodies()) read += 1;
  assert.deepEqual([readBefore, read], [queueBodiesPage, 2 * queueBodiesPage]);
});
