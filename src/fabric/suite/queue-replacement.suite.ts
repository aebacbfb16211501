import assert from 'node:assert/strict';
import { type ConsumerOptions, FabricLimit } from '../contracts.ts';
import { messageBytesMax } from '../limits.ts';
import type { SuiteCases } from './fabric.suite.ts';
import { Inbox } from './inbox.suite.ts';

const options: ConsumerOptions = { inFlightMax: 10, inFlightPerKeyMax: 10, ackWaitMs: 1_000 };

export const queueReplacementCases: SuiteCases = {
  'queue: a replaced message is gone, and another of its key comes in its place': async (fabric, clock) => {
    const queue = fabric.queue('work');
    const inbox = new Inbox();
    queue.consume({ ...options, inFlightPerKeyMax: 1 }, inbox.handler);
    const id = await queue.publish('k', Buffer.from('old'));
    const old = await inbox.next();
    await clock.advance(100);
    assert.equal(await old.replace(Buffer.from('new'), { delayMs: 500 }), true);
    assert.equal(await queue.depth(), 1);
    assert.equal(await old.replace(Buffer.from('again')), false, 'it is done');
    await old.ack();
    await clock.advance(499);
    assert.deepEqual(inbox.bodies, ['old']);
    await clock.advance(1);
    const { message, replace } = await inbox.next();
    assert.deepEqual(
      [message.key, message.attempt, message.publishedAtMs, message.id === id],
      ['k', 1, clock.now() - 500, false],
    );
    assert.equal(await replace(Buffer.from('newer')), true);
    await (await inbox.next()).ack();
    await clock.advance(10_000);
    assert.deepEqual([inbox.bodies, await queue.depth()], [['old', 'new', 'newer'], 0]);
  },

  'queue: a replacement that comes late still counts, but not after another has settled': async (
    fabric,
    clock,
  ) => {
    const queue = fabric.queue('work');
    const inbox = new Inbox();
    queue.consume(options, inbox.handler);
    await queue.publish('k', Buffer.from('m'));
    const late = await inbox.next();
    await clock.advance(1_000);
    const current = await inbox.next();
    assert.equal(await late.replace(Buffer.from('late')), true);
    assert.equal(await current.replace(Buffer.from('current')), false);
    const replaced = await inbox.next();
    await clock.advance(500);
    await replaced.retry(0);
    await inbox.next();
    assert.equal(await late.replace(Buffer.from('too late')), false);
    assert.deepEqual([inbox.bodies, await queue.depth()], [['m', 'm', 'late', 'late'], 1]);
    await assert.rejects(current.replace(Buffer.alloc(messageBytesMax + 1)), FabricLimit);
  },
};
