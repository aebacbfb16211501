/** Does each kind of write once in the data folder it is given, one after the other, and prints a line before and after each. */
import { writeSync } from 'node:fs';
import { systemClock } from '#ambient';
import type { Delivery } from '../contracts.ts';
import { openEmbeddedFabric } from './open-embedded-fabric.ts';

const fabric = await openEmbeddedFabric({ folder: process.argv[2] ?? '', clock: systemClock() });
const kv = fabric.kv('things');
const queue = fabric.queue('work');

await once('kv put', () => kv.put(['k'], Buffer.from('1')));
await once('kv compare-and-swap', async () =>
  kv.put(['k'], Buffer.from('2'), (await kv.get(['k']))?.revision),
);
await once('kv delete', () => kv.delete(['k']));
await once('lease', () => fabric.leases.acquire('shard', 'a', 1_000));
await once('blob put', () => fabric.blobs.put(Buffer.from('blob')));
await once('same blob put', () => fabric.blobs.put(Buffer.from('blob')));
await once('publish', () => queue.publish('k', Buffer.from('message')));
const delivery = await new Promise<Delivery>((resolve) => {
  queue.consume({ inFlightMax: 1, inFlightPerKeyMax: 1, ackWaitMs: 60_000 }, resolve);
});
// The write of the delivery's count is not waited for: let it be over before the next sync is looked for.
await kv.put(['barrier'], Buffer.from('x'));
await once('retry', () => delivery.retry(60_000));
await fabric.close();

async function once(what: string, write: () => Promise<unknown>): Promise<void> {
  writeSync(1, `begin ${what}\n`);
  await write();
  writeSync(1, `end ${what}\n`);
}
