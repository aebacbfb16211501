/** Writes to the data folder it is given, and prints for each write whether it was acknowledged or with what error it was rejected. */
import { writeSync } from 'node:fs';
import { systemClock } from '#ambient';
import { openEmbeddedFabric } from './open-embedded-fabric.ts';

const fabric = await openEmbeddedFabric({ folder: process.argv[2] ?? '', clock: systemClock() });
const writes = 60;

for (let number = 0; number < writes; number++) {
  const body = Buffer.alloc(60_000, number);
  await report(`kv ${number}`, () => fabric.kv('things').put([String(number)], body));
  await report(`queue ${number}`, () => fabric.queue('work').publish(String(number), body));
}
await report('blob 0', () => fabric.blobs.put(Buffer.alloc(5_000_000)));
await fabric.close();

async function report(what: string, write: () => Promise<unknown>): Promise<void> {
  const outcome = await write().then(
    () => 'acknowledged',
    (error: Error) => error.name,
  );
  writeSync(1, `${what} ${outcome}\n`);
}
