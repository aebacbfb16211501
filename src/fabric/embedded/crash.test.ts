import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom, systemClock } from '#ambient';
import type { Fabric } from '../contracts.ts';
import { Inbox } from '../suite/inbox.suite.ts';
import { startFixture } from './fixture-process.suite.ts';
import { openEmbeddedFabric } from './open-embedded-fabric.ts';
import { temporaryFolder } from './temporary-folder.suite.ts';

/** What was acknowledged to the killed processes so far. */
type Promised = {
  readonly kept: Set<string>;
  readonly gone: Set<string>;
  readonly blobs: Set<string>;
  readonly messages: Set<string>;
  readonly acknowledged: Set<string>;
};

const rounds = 6;

test('after SIGKILL at any moment, every acknowledged write is there and the folder opens again', async () => {
  const folder = await temporaryFolder();
  const random = seededRandom(20_260_820);
  const promised: Promised = {
    kept: new Set(),
    gone: new Set(),
    blobs: new Set(),
    messages: new Set(),
    acknowledged: new Set(),
  };
  for (let round = 0; round < rounds; round++) {
    const writer = startFixture('write-until-killed.fixture.ts', [folder.path, String(round)]);
    await writer.printed(20 + Math.floor(random.fraction() * 400));
    writer.kill('SIGKILL');
    const { stderr } = await writer.ended;
    assert.equal(stderr, '');
    for (const line of writer.lines) note(promised, line);
    const fabric = await openEmbeddedFabric({ folder: folder.path, clock: systemClock() });
    try {
      await checkState(fabric, promised);
      await checkQueue(fabric, promised);
    } finally {
      await fabric.close();
    }
  }
  for (const [what, names] of Object.entries(promised))
    assert.ok(names.size > rounds, `${what}: ${names.size}`);
  await folder.remove();
});

function note(promised: Promised, line: string): void {
  const [what = '', name = '', key = ''] = line.split(' ');
  if (what === 'put') promised.kept.add(name);
  else if (what === 'deleted') promised.gone.add(name);
  else if (what === 'blob') promised.blobs.add(name);
  else if (what === 'acked') promised.acknowledged.add(name);
  else if (key === 'keep') promised.messages.add(name);
}

async function checkState(fabric: Fabric, promised: Promised): Promise<void> {
  const kv = fabric.kv('things');
  for (const name of promised.kept) {
    const entry = await kv.get(['kept', name]);
    assert.equal(entry && Buffer.from(entry.value).toString(), name.repeat(50));
  }
  for (const name of promised.gone) assert.equal(await kv.get(['gone', name]), undefined);
  for (const digest of promised.blobs) assert.ok(await fabric.blobs.get(digest), `blob ${digest}`);
}

/** Every message that nobody acknowledged is delivered, and none that somebody did. */
async function checkQueue(fabric: Fabric, promised: Promised): Promise<void> {
  const queue = fabric.queue('work');
  const inbox = new Inbox();
  const consumer = queue.consume(
    { inFlightMax: 10_000, inFlightPerKeyMax: 10_000, ackWaitMs: 60_000 },
    inbox.handler,
  );
  const delivered = new Set<string>();
  for (const { message } of await inbox.take(await queue.depth())) {
    delivered.add(message.id);
    assert.ok(!promised.acknowledged.has(message.id), `message ${message.id} came again`);
  }
  for (const id of promised.messages) assert.ok(delivered.has(id), `message ${id} is lost`);
  await consumer.close();
}
