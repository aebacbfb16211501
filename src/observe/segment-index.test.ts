import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { VirtualClock } from '#ambient';
import { indexedBytesMin, segmentBytesMax } from './limits.ts';
import { openLogStore } from './open-log-store.ts';

const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };
const group = { account: '000000000000', region: 'us-east-1', group: 'g' };
const id = { ...group, stream: 's' };
const firstMs = 1_000;
const message = 'é'.repeat(2_000);
/** Of a full segment. */
const full = Math.ceil(segmentBytesMax / Buffer.byteLength(`[${firstMs},1000,"${message}"]\n`));

/** A store of one stream with `events` events. */
async function openFilled(t: TestContext, events: number) {
  const root = await mkdtemp(join(tmpdir(), 'lambent-index-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  const open = () => openLogStore({ folder: root, clock: new VirtualClock(1_000), log });
  const store = open();
  for (let first = 0; first < events; first += full) {
    const length = Math.min(full, events - first);
    await store.put(
      id,
      Array.from({ length }, (_, index) => ({ timestampMs: firstMs + first + index, message })),
    );
  }
  const names = async () => {
    const files = await readdir(root, { recursive: true, withFileTypes: true });
    return files.filter((file) => file.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  };
  return {
    store,
    open,
    indexes: async () => (await names()).filter((name) => name.endsWith('.index')).sort(),
    segments: async () => (await names()).filter((name) => name.endsWith('.jsonl')).sort(),
  };
}

/** What a store knows of the stream, and a page across the first two segments. */
async function seen(store: ReturnType<typeof openLogStore>) {
  const { account, region } = group;
  return {
    blocks: await store.blocks(account, region, group.group),
    streams: await store.streams(account, region, group.group),
    page: await store.read(id, full - 5, 10),
  };
}

test('a full segment has an index; what a start reads by it is what was written', async (t) => {
  const { store, open, indexes } = await openFilled(t, 2 * full + 10);
  const before = await seen(store);
  assert.equal((await indexes()).length, 2);
  await store.close();
  assert.deepEqual(await seen(open()), before);
});

test('a start that has an index does not read the segment', async (t) => {
  const { store, open, segments } = await openFilled(t, full + 1);
  const before = await seen(store);
  await store.close();
  const [path = ''] = await segments();
  const bytes = await readFile(path);
  await writeFile(path, bytes.fill('x', 0, bytes.length - 1));
  const again = open();
  assert.deepEqual(await again.blocks(group.account, group.region, group.group), before.blocks);
  // Its lines are read when they are wanted, and those that cannot be are left out.
  const page = await again.read(id, full - 5, 5);
  assert.deepEqual(
    page?.events.map(({ position }) => position),
    [full],
  );
});

test('an index that does not fit its segment counts as none, and is made anew', async (t) => {
  const { store, open, indexes, segments } = await openFilled(t, full + 1);
  const before = await seen(store);
  await store.close();
  const [index = ''] = await indexes();
  const [segment = ''] = await segments();
  const whole = await readFile(index, 'utf8');
  const { size } = await stat(segment);
  const damage: Readonly<Record<string, () => Promise<void>>> = {
    torn: () => truncate(index, whole.length / 2),
    empty: () => truncate(index, 0),
    'none at all': () => rm(index),
    'of another version': () => writeFile(index, whole.replace('"version":1', '"version":2')),
    'of another shape': () => writeFile(index, whole.replace('"blocks":[[', '"blocks":[[null,')),
    'of a shorter file': () => appendFile(segment, '[1,2,"torn'),
    null: () => writeFile(index, 'null'),
  };
  for (const [what, damaged] of Object.entries(damage)) {
    await damaged();
    assert.deepEqual(await seen(open()), before, what);
    await truncate(segment, size);
    await seen(open());
    assert.equal(await readFile(index, 'utf8'), whole, what);
  }
});

test('the last segment of a run is indexed by the next one, unless it is small', async (t) => {
  const lines = Math.ceil(indexedBytesMin / Buffer.byteLength(message));
  for (const [events, count] of [
    [lines, 1],
    [1, 0],
  ] as const) {
    const { store, open, indexes } = await openFilled(t, events);
    const before = await seen(store);
    await store.close();
    assert.deepEqual(await indexes(), []);
    assert.deepEqual(await seen(open()), before);
    assert.equal((await indexes()).length, count);
    const again = open();
    await again.put(id, [{ timestampMs: 7, message: 'more' }]);
    assert.deepEqual(
      (await again.read(id, events, 10))?.events.map((event) => event.message),
      ['more'],
    );
  }
});

test('an index goes with its segment', async (t) => {
  const { store, indexes } = await openFilled(t, 2 * full + 1);
  await store.expire(group.account, group.region, group.group, firstMs + full);
  assert.equal((await indexes()).length, 1);
  assert.equal(await store.deleteStream(id), true);
  assert.deepEqual(await indexes(), []);
});
