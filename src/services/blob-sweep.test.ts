import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '#ambient';
import { memoryFabric } from '#fabric';
import { BlobSweep } from './blob-sweep.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };

test('orphans go within two hours, what a record names and what is new stays', async () => {
  const clock = new VirtualClock();
  const fabric = memoryFabric(clock);
  const named = await fabric.blobs.put(Buffer.from('named'));
  const orphan = await fabric.blobs.put(Buffer.from('orphan'));
  const sweep = new BlobSweep({ fabric, clock, log, liveBlobs: async () => new Set([named]) });
  await clock.advance(2 * 60_000);
  assert.equal(await fabric.blobs.has(orphan), true, 'it may be about to be named');
  await clock.advance(2 * 60 * 60_000);
  assert.deepEqual([await fabric.blobs.has(named), await fabric.blobs.has(orphan)], [true, false]);
  await sweep.close();
  assert.equal(clock.pending, 0);
});

test('a sweep that cannot tell what is live deletes nothing and is tried again', async () => {
  const clock = new VirtualClock();
  const fabric = memoryFabric(clock);
  const orphan = await fabric.blobs.put(Buffer.from('orphan'));
  let fail = true;
  const liveBlobs = async (): Promise<ReadonlySet<string>> => {
    if (fail) throw new Error('the store is away');
    return new Set();
  };
  const sweep = new BlobSweep({ fabric, clock, log, liveBlobs });
  await clock.advance(3 * 60 * 60_000);
  assert.equal(await fabric.blobs.has(orphan), true);
  fail = false;
  await clock.advance(60 * 60_000);
  assert.equal(await fabric.blobs.has(orphan), false);
  await sweep.close();
});
