import assert from 'node:assert/strict';
import { type ConsumerOptions, type Delivery, type Fabric, FabricLimit } from '../contracts.ts';
import { messageBytesMax, queueBodiesPage, queueKeyBytesMax, queueWindowMessagesMax } from '../limits.ts';
import type { SuiteCases } from './fabric.suite.ts';
import { Inbox } from './inbox.suite.ts';

const options: ConsumerOptions = { inFlightMax: 10, inFlightPerKeyMax: 10, ackWaitMs: 1_000 };

export const queueCases: SuiteCases = {
  'queue: a message is delivered with all it was published with': async (fabric, clock) => {
    const queue = fabric.queue('work');
    const publishedAtMs = clock.now();
    const id = await queue.publish('arn:aws:lambda:us-east-1:1:function:f', Buffer.from('body'));
    await clock.advance(70);
    const inbox = new Inbox();
    queue.consume(options, inbox.handler);
    const { message } = await inbox.next();
    assert.deepEqual(message, {
      id,
      key: 'arn:aws:lambda:us-east-1:1:function:f',
      body: Buffer.from('body'),
      publishedAtMs,
      attempt: 1,
    });
  },

  'queue: an acknowledged message is never delivered again': async (fabric, clock) => {
    const queue = fabric.queue('work');
    const inbox = new Inbox();
    queue.consume(options, inbox.handler);
    await queue.publish('k', Buffer.from('once'));
    const delivery = await inbox.next();
    await delivery.ack();
    await delivery.ack();
    await delivery.retry(0);
    await clock.advance(10_000);
    assert.deepEqual(inbox.bodies, ['once']);
    assert.equal(await queue.depth(), 0);
  },

  'queue: a message without an acknowledgement comes again after ackWaitMs': async (fabric, clock) => {
    const queue = fabric.queue('work');
    const inbox = new Inbox();
    queue.consume(options, inbox.handler);
    const id = await queue.publish('k', Buffer.from('m'));
    await inbox.next();
    await clock.advance(999);
    assert.equal(inbox.bodies.length, 1);
    await clock.advance(1);
    const again = await inbox.next();
    assert.deepEqual([again.message.id, again.message.attempt], [id, 2]);
    await again.ack();
    await clock.advance(10_000);
    assert.equal(inbox.bodies.length, 2);
  },

  'queue: extend gives the whole ackWaitMs anew': async (fabric, clock) => {
    const queue = fabric.queue('work');
    const inbox = new Inbox();
    queue.consume(options, inbox.handler);
    await queue.publish('k', Buffer.from('m'));
    const delivery = await inbox.next();
    await clock.advance(900);
    await delivery.extend();
    await clock.advance(999);
    assert.equal(inbox.bodies.length, 1);
    await clock.advance(1);
    assert.equal((await inbox.take(1)).length, 1);
  },

  'queue: retry brings it again after its delay, counted': async (fabric, clock) => {
    const queue = fabric.queue('work');
    const inbox = new Inbox();
    queue.consume(options, inbox.handler);
    await queue.publish('k', Buffer.from('m'));
    const first = await inbox.next();
    await first.retry(60_000);
    assert.equal(await queue.depth(), 1);
    await clock.advance(59_999);
    assert.equal(inbox.bodies.length, 1);
    await clock.advance(1);
    const second = await inbox.next();
    assert.equal(second.message.attempt, 2);
    await second.retry(0);
    assert.equal((await inbox.next()).message.attempt, 3);
  },

  'queue: an acknowledgement that comes late still counts, a late retry does not': async (fabric, clock) => {
    const queue = fabric.queue('work');
    const inbox = new Inbox();
    const consumer = queue.consume({ ...options, inFlightMax: 1 }, inbox.handler);
    await queue.publish('k', Buffer.from('m'));
    const late = await inbox.next();
    await clock.advance(1_000);
    const current = await inbox.next();
    await late.retry(0);
    await late.extend();
    assert.equal(inbox.bodies.length, 2);
    await consumer.close();
    await clock.advance(1_000);
    await late.ack();
    await current.ack();
    assert.equal(await queue.depth(), 0);
    queue.consume(options, inbox.handler);
    await clock.advance(10_000);
    assert.equal(inbox.bodies.length, 2);
  },

  'queue: a late acknowledgement ends the delivery that runs again': async (fabric, clock) => {
    const queue = fabric.queue('work');
    const inbox = new Inbox();
    queue.consume({ ...options, inFlightMax: 1 }, inbox.handler);
    await queue.publish('k', Buffer.from('slow'));
    await queue.publish('k', Buffer.from('next'));
    const late = await inbox.next();
    await clock.advance(1_000);
    const current = await inbox.next();
    await Promise.all([late.ack(), current.retry(0)]);
    await current.ack();
    await current.extend();
    assert.equal((await inbox.next()).message.attempt, 1);
    await clock.advance(500);
    assert.deepEqual(inbox.bodies, ['slow', 'slow', 'next']);
    assert.equal(await queue.depth(), 1);
  },

  'queue: a message that was retried is not ended by the acknowledgement of an earlier delivery': async (
    fabric,
    clock,
  ) => {
    const queue = fabric.queue('work');
    const inbox = new Inbox();
    queue.consume(options, inbox.handler);
    await queue.publish('k', Buffer.from('m'));
    const late = await inbox.next();
    await clock.advance(1_000);
    await (await inbox.next()).retry(500);
    await late.ack();
    assert.equal(await queue.depth(), 1);
    await clock.advance(500);
    await (await inbox.next()).ack();
    assert.equal(await queue.depth(), 0);
    await clock.advance(10_000);
    assert.equal(inbox.bodies.length, 3);
  },

  'queue: a delayed message comes when it is due, also before older ones that are due later': async (
    fabric,
    clock,
  ) => {
    const queue = fabric.queue('work');
    const inbox = new Inbox();
    queue.consume(options, inbox.handler);
    await queue.publish('k', Buffer.from('late'), { delayMs: 6 * 3_600_000 });
    await queue.publish('k', Buffer.from('soon'), { delayMs: 500 });
    await queue.publish('other', Buffer.from('sooner'), { delayMs: 400 });
    assert.equal(await queue.depth(), 3);
    await clock.advance(399);
    assert.deepEqual(inbox.bodies, []);
    await clock.advance(1);
    assert.deepEqual(inbox.bodies, ['sooner']);
    await clock.advance(100);
    assert.deepEqual(inbox.bodies, ['sooner', 'soon']);
    for (const delivery of await inbox.take(2)) await delivery.ack();
    await clock.advance(6 * 3_600_000);
    assert.deepEqual(inbox.bodies, ['sooner', 'soon', 'late']);
  },

  'queue: never more in flight than the consumer takes, in all and per key': async (fabric) => {
    const queue = fabric.queue('work');
    for (const key of ['a', 'b', 'c']) {
      for (let number = 0; number < 4; number++) await queue.publish(key, Buffer.from(key));
    }
    const inbox = new Inbox();
    queue.consume({ ...options, inFlightMax: 5, inFlightPerKeyMax: 2 }, inbox.handler);
    const taken = await inbox.take(5);
    assert.deepEqual(inbox.bodies, ['a', 'b', 'c', 'a', 'b']);
    await taken[1]?.ack();
    assert.deepEqual(inbox.bodies.slice(5), ['c']);
    await taken[2]?.ack();
    assert.deepEqual(inbox.bodies.slice(6), ['b']);
  },

  'queue: a key with many messages does not hold up one with few': async (fabric) => {
    const queue = fabric.queue('work');
    const flood = Array.from({ length: 3 * queueWindowMessagesMax }, () =>
      queue.publish('flood', Buffer.from('flood')),
    );
    await Promise.all(flood);
    await queue.publish('quiet', Buffer.from('quiet'));
    const inbox = new Inbox();
    queue.consume({ ...options, inFlightMax: 2, inFlightPerKeyMax: 2 }, inbox.handler);
    await inbox.take(2);
    assert.deepEqual(inbox.bodies.sort(), ['flood', 'quiet']);
  },

  'queue: a key that publishes all the time still gets its turn': async (fabric) => {
    const queue = fabric.queue('work');
    const inbox = new Inbox();
    queue.consume({ ...options, inFlightMax: 1 }, inbox.handler);
    await queue.publish('a', Buffer.from('a'));
    const running = await inbox.next();
    await queue.publish('busy', Buffer.from('busy'));
    await queue.publish('a', Buffer.from('a'));
    await queue.publish('busy', Buffer.from('busy'));
    await running.ack();
    await (await inbox.next()).ack();
    await (await inbox.next()).ack();
    assert.deepEqual(inbox.bodies.slice(1, 3).sort(), ['a', 'busy']);
  },

  'queue: far more messages of a key than fit in memory are each delivered once': async (fabric) => {
    const queue = fabric.queue('work');
    const count = 5 * queueWindowMessagesMax + 3;
    const publish = (number: number): Promise<string> =>
      queue.publish(number % 3 === 0 ? 'x' : 'y', Buffer.from(String(number)), { delayMs: 0 });
    await Promise.all(Array.from({ length: count }, (_, number) => publish(number)));
    assert.equal(await queue.depth(), count);
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const seen = new Set<string>();
    let deliveries = 0;
    const settle = async (delivery: Delivery): Promise<void> => {
      deliveries++;
      seen.add(Buffer.from(delivery.message.body).toString());
      const retried = delivery.message.attempt === 1 && deliveries % 10 === 0;
      await (retried ? delivery.retry(0) : delivery.ack());
      if ((await queue.depth()) === 0) resolve();
    };
    queue.consume({ ...options, inFlightPerKeyMax: 7 }, (delivery) => void settle(delivery));
    await done;
    assert.equal(seen.size, count);
    assert.ok(deliveries > count);
  },

  'queue: one key in order of publication when taken one by one': async (fabric) => {
    const queue = fabric.queue('work');
    for (let number = 0; number < 2 * queueWindowMessagesMax; number++)
      await queue.publish('k', Buffer.from(String(number)));
    const inbox = new Inbox();
    queue.consume({ ...options, inFlightMax: 1 }, inbox.handler);
    for (let number = 0; number < 2 * queueWindowMessagesMax; number++) await (await inbox.next()).ack();
    assert.deepEqual(
      inbox.bodies,
      Array.from({ length: 2 * queueWindowMessagesMax }, (_, number) => String(number)),
    );
  },

  'queue: depth counts waiting, delayed and in flight': async (fabric) => {
    const queue = fabric.queue('work');
    const inbox = new Inbox();
    assert.equal(await queue.depth(), 0);
    await queue.publish('k', Buffer.from('1'));
    await queue.publish('k', Buffer.from('2'), { delayMs: 1_000 });
    await queue.publish('k', Buffer.from('3'));
    queue.consume({ ...options, inFlightMax: 1 }, inbox.handler);
    const delivery = await inbox.next();
    assert.equal(await queue.depth(), 3);
    await delivery.ack();
    assert.equal(await queue.depth(), 2);
    assert.equal(await fabric.queue('other').depth(), 0);
  },

  'queue: the bodies of what is not acknowledged, in flight and delayed ones included': async (fabric) => {
    const queue = fabric.queue('work');
    const inbox = new Inbox();
    const expected = new Set<string>();
    for (let number = 0; number < 2 * queueBodiesPage + 1; number += 1) {
      expected.add(String(number));
      const delayMs = number % 3 === 0 ? 5_000 : 0;
      await queue.publish(`k${number % 7}`, Buffer.from(String(number)), { delayMs });
    }
    queue.consume({ ...options, inFlightPerKeyMax: 1, inFlightMax: 1 }, inbox.handler);
    const done = await inbox.next();
    await done.ack();
    expected.delete(Buffer.from(done.message.body).toString());
    await fabric.queue('work-2').publish('k', Buffer.from('other'));
    const found: string[] = [];
    for await (const body of queue.bodies()) found.push(Buffer.from(body).toString());
    assert.equal(found.length, expected.size);
    assert.deepEqual(new Set(found), expected);
  },

  'queue: how much of a key may be in flight is asked anew as messages come and go': async (fabric) => {
    const queue = fabric.queue('work');
    const allowed = new Map([
      ['a', 0],
      ['b', 3],
    ]);
    for (const key of ['a', 'b'])
      for (let number = 0; number < 5; number += 1) await queue.publish(key, Buffer.from(key));
    const inbox = new Inbox();
    queue.consume({ ...options, inFlightPerKeyMax: (key) => allowed.get(key) ?? 0 }, inbox.handler);
    const first = await inbox.take(4);
    assert.deepEqual(inbox.bodies.toSorted(), ['a', 'b', 'b', 'b'], 'no key is shut out');
    allowed.set('a', 3);
    await first.find(({ message }) => message.key === 'a')?.ack();
    await inbox.take(3);
    assert.deepEqual(inbox.bodies.slice(4), ['a', 'a', 'a']);
  },

  'queue: where keys leave room, one that comes later finds a place, and busy ones even out': async (
    fabric,
  ) => {
    const queue = fabric.queue('work');
    const inbox = new Inbox();
    const inFlight = new Map<string, Delivery[]>();
    const counts = () => [...inFlight].map(([key, deliveries]) => `${key}${deliveries.length}`).join(' ');
    queue.consume({ ...options, inFlightMax: 16, inFlightPerKeyMax: 16, leavesRoom: true }, (delivery) => {
      const { key } = delivery.message;
      inFlight.set(key, [...(inFlight.get(key) ?? []), delivery]);
      inbox.handler(delivery);
    });
    const flood = async (key: string) => {
      for (let number = 0; number < 40; number += 1) await queue.publish(key, Buffer.from(key));
    };
    await flood('a');
    assert.equal(counts(), 'a8');
    await flood('b');
    assert.equal(counts(), 'a8 b4');
    for (const key of ['c', 'd', 'e']) await flood(key);
    assert.equal(counts(), 'a8 b4 c2 d1 e1');
    for (let number = 0; number < 6; number += 1) await inFlight.get('a')?.shift()?.ack();
    assert.equal(counts(), 'a3 b4 c2 d2 e2');
    await inFlight.get('b')?.shift()?.ack();
    await queue.publish('late', Buffer.from('late'));
    assert.equal(counts(), 'a3 b3 c3 d2 e2 late1');
  },

  'queue: a closed consumer gets nothing more, and another may follow': async (fabric, clock) => {
    const queue = fabric.queue('work');
    const first = new Inbox();
    const consumer = queue.consume(options, first.handler);
    assert.throws(() => queue.consume(options, first.handler), /consumer/);
    await queue.publish('k', Buffer.from('1'));
    await queue.publish('k', Buffer.from('2'));
    const [acknowledged] = await first.take(2);
    await Promise.all([consumer.close(), acknowledged?.ack()]);
    await queue.publish('k', Buffer.from('3'));
    await clock.advance(10_000);
    assert.deepEqual(first.bodies, ['1', '2']);
    const second = new Inbox();
    queue.consume(options, second.handler);
    await second.take(2);
    assert.deepEqual(second.bodies.sort(), ['2', '3']);
  },

  'queue: queues are apart from each other': async (fabric) => {
    const inbox = new Inbox();
    fabric.queue('a').consume(options, inbox.handler);
    await fabric.queue('a-b').publish('k', Buffer.from('other'));
    await fabric.queue('a').publish('k', Buffer.from('mine'));
    await inbox.next();
    assert.deepEqual(inbox.bodies, ['mine']);
  },

  'queue: what is beyond the limits is refused': async (fabric) => {
    const queue = fabric.queue('work');
    const body = Buffer.from('x');
    await assert.rejects(queue.publish('k', Buffer.alloc(messageBytesMax + 1)), FabricLimit);
    await assert.rejects(queue.publish('', body), FabricLimit);
    await assert.rejects(queue.publish('k'.repeat(queueKeyBytesMax + 1), body), FabricLimit);
    await assert.rejects(queue.publish('k', body, { delayMs: -1 }), FabricLimit);
    await assert.rejects(queue.publish('k', body, { delayMs: Number.NaN }), FabricLimit);
    refuseOptions(fabric, { ...options, inFlightMax: 0 });
    refuseOptions(fabric, { ...options, inFlightPerKeyMax: 0 });
    refuseOptions(fabric, { ...options, ackWaitMs: 0 });
    assert.equal(await queue.depth(), 0);
    await queue.publish('-'.repeat(queueKeyBytesMax), Buffer.alloc(messageBytesMax));
    assert.equal(await queue.depth(), 1);
  },
};

function refuseOptions(fabric: Fabric, refused: ConsumerOptions): void {
  assert.throws(() => fabric.queue('work').consume(refused, () => undefined), FabricLimit);
}
