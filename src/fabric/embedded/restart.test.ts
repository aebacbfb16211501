import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '#ambient';
import { type Fabric, RevisionMismatch } from '../contracts.ts';
import { openDocuments } from '../documents.ts';
import { queueWindowMessagesMax } from '../limits.ts';
import { Inbox } from '../suite/inbox.suite.ts';
import { openEmbeddedFabric } from './open-embedded-fabric.ts';
import { temporaryFolder } from './temporary-folder.suite.ts';

const options = { inFlightMax: 1_000, inFlightPerKeyMax: 1_000, ackWaitMs: 1_000 };

restartTest('keys, values, documents and blobs are there', async (fabric, reopen) => {
  const revision = await fabric.kv('things').put(['k', 'ä'], Buffer.from('value'));
  await openDocuments<string>(fabric, 'texts').put(['large'], 'x'.repeat(100_000));
  const digest = await fabric.blobs.put(Buffer.from('blob'));
  const reopened = await reopen();
  assert.deepEqual(await reopened.kv('things').scan([]), [
    { key: ['k', 'ä'], value: Buffer.from('value'), revision },
  ]);
  assert.equal((await openDocuments<string>(reopened, 'texts').get(['large']))?.value.length, 100_000);
  assert.equal((await reopened.blobs.get(digest))?.toString(), 'blob');
});

restartTest('revisions do not begin again, also not those of deleted keys', async (fabric, reopen) => {
  const kept = await fabric.kv('things').put(['kept'], Buffer.from('1'));
  const deleted = await fabric.kv('things').put(['deleted'], Buffer.from('1'));
  await fabric.kv('things').delete(['deleted']);
  const kv = (await reopen()).kv('things');
  const again = await kv.put(['deleted'], Buffer.from('2'), 0);
  assert.ok(again > deleted);
  assert.ok((await kv.put(['kept'], Buffer.from('2'), kept)) > kept);
  await assert.rejects(kv.put(['deleted'], Buffer.from('x'), deleted), RevisionMismatch);
});

restartTest('leases are still held, and their tokens rise', async (fabric, reopen) => {
  const lease = await fabric.leases.acquire('shard', 'a', 1_000);
  const { leases } = await reopen();
  assert.equal(await leases.acquire('shard', 'b', 1_000), undefined);
  assert.equal((await leases.acquire('shard', 'a', 1_000))?.token, lease?.token);
});

restartTest(
  'messages in flight come again with their count, acknowledged ones do not',
  async (fabric, reopen) => {
    const inbox = new Inbox();
    const queue = fabric.queue('work');
    for (const body of ['done', 'in flight', 'waiting']) await queue.publish(body, Buffer.from(body));
    queue.consume({ ...options, inFlightMax: 2 }, inbox.handler);
    const [done] = await inbox.take(2);
    await done?.ack();
    const after = new Inbox();
    const reopened = (await reopen()).queue('work');
    assert.equal(await reopened.depth(), 2);
    reopened.consume(options, after.handler);
    const deliveries = await after.take(2);
    assert.deepEqual(deliveries.map(({ message }) => [message.key, message.attempt]).sort(), [
      ['in flight', 2],
      ['waiting', 2],
    ]);
  },
);

restartTest('delayed and retried messages keep their time', async (fabric, reopen, clock) => {
  const queue = fabric.queue('work');
  await queue.publish('delayed', Buffer.from('delayed'), { delayMs: 60_000 });
  await queue.publish('retried', Buffer.from('retried'));
  const inbox = new Inbox();
  queue.consume(options, inbox.handler);
  await (await inbox.next()).retry(30_000);
  await clock.advance(10_000);
  const after = new Inbox();
  (await reopen()).queue('work').consume(options, after.handler);
  await clock.advance(19_999);
  assert.deepEqual(after.bodies, []);
  await clock.advance(1);
  assert.equal(after.bodies.join(), 'retried');
  await (await after.next()).ack();
  await clock.advance(30_000);
  assert.equal(after.bodies.join(), 'retried,delayed');
});

restartTest('a queue with more messages than fit in memory is whole', async (fabric, reopen) => {
  const bodies = Array.from({ length: 3 * queueWindowMessagesMax + 1 }, (_, number) => String(number));
  await Promise.all(
    bodies.map((body, number) => fabric.queue('work').publish(`k${number % 2}`, Buffer.from(body))),
  );
  const queue = (await reopen()).queue('work');
  assert.equal(await queue.depth(), bodies.length);
  const inbox = new Inbox();
  queue.consume(options, inbox.handler);
  await inbox.take(bodies.length);
  assert.deepEqual(
    inbox.bodies.map(Number).sort((a, b) => a - b),
    bodies.map(Number),
  );
});

function restartTest(
  name: string,
  run: (fabric: Fabric, reopen: () => Promise<Fabric>, clock: VirtualClock) => Promise<void>,
): void {
  test(`after a restart: ${name}`, async () => {
    const folder = await temporaryFolder();
    const clock = new VirtualClock();
    let fabric = await openEmbeddedFabric({ folder: folder.path, clock });
    const reopen = async (): Promise<Fabric> => {
      await fabric.close();
      fabric = await openEmbeddedFabric({ folder: folder.path, clock });
      return fabric;
    };
    try {
      await run(fabric, reopen, clock);
    } finally {
      await fabric.close();
      await folder.remove();
    }
  });
}
