/**
 * Writes to the data folder it is given until it is killed, and prints a line for each write that was acknowledged, whole and at
 * once, so that a line the reader has is a promise that was made.
 */
import { writeSync } from 'node:fs';
import { systemClock } from '#ambient';
import type { Delivery } from '../contracts.ts';
import { openEmbeddedFabric } from './open-embedded-fabric.ts';

const [folder = '', round = ''] = process.argv.slice(2);
const fabric = await openEmbeddedFabric({ folder, clock: systemClock() });
const kv = fabric.kv('things');
const queue = fabric.queue('work');

queue.consume({ inFlightMax: 10_000, inFlightPerKeyMax: 10_000, ackWaitMs: 60_000 }, (delivery) => {
  if (delivery.message.key === 'ack') void acknowledge(delivery);
});

async function acknowledge(delivery: Delivery): Promise<void> {
  await delivery.ack();
  say('acked', delivery.message.id);
}

async function writeKeys(writer: number): Promise<void> {
  for (let number = 0; ; number++) {
    const name = `${round}-${writer}-${number}`;
    await kv.put(['kept', name], Buffer.from(name.repeat(50)));
    say('put', name);
    await kv.put(['gone', name], Buffer.from(name));
    await kv.delete(['gone', name]);
    say('deleted', name);
  }
}

async function writeBlobs(): Promise<void> {
  for (let number = 0; ; number++)
    say('blob', await fabric.blobs.put(Buffer.from(`${round} ${number}`.repeat(9_999))));
}

async function publish(): Promise<void> {
  for (let number = 0; ; number++) {
    const key = number % 3 === 0 ? 'keep' : 'ack';
    say('published', `${await queue.publish(key, Buffer.from(`${round} ${number}`))} ${key}`);
  }
}

function say(what: string, name: string): void {
  writeSync(1, `${what} ${name}\n`);
}

await Promise.all([writeKeys(1), writeKeys(2), writeKeys(3), writeBlobs(), publish()]);
