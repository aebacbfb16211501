import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overlappingBlocksMax } from './limits.ts';
import { group, openWorld } from './logs.fixture.ts';
import { filterLogEvents } from './operations/filter-log-events.ts';

type World = Awaited<ReturnType<typeof openWorld>>;

/** Streams with an event at every tenth millisecond, each a little later than the one before. */
function writeStreams({ write }: World, streams: number, events: number, prefix = 's'): string[] {
  const written: string[] = [];
  for (let stream = 0; stream < streams; stream += 1) {
    const times = Array.from({ length: events }, (_, index) => 1 + index * 10 + (stream % 25));
    write(
      `${prefix}${stream}`,
      times.map((time) => [time, `${prefix}${stream} at ${time}`]),
    );
    written.push(...times.map((time) => `${prefix}${stream} at ${time}`));
  }
  return written;
}

/** Everything on all pages, and the most blocks that one page read. */
async function readAll({ call, logs }: World, limit: number, between: () => void = () => undefined) {
  const read = logs.read.bind(logs);
  let blocks = 0;
  let most = 0;
  logs.read = (...args) => {
    blocks += 1;
    return read(...args);
  };
  const pages: { message: string; timestamp: number }[][] = [];
  for (let nextToken: string | undefined, first = true; first || nextToken !== undefined; first = false) {
    blocks = 0;
    const page = await call(filterLogEvents, { logGroupName: group, limit, nextToken });
    most = Math.max(most, blocks);
    pages.push((page.events ?? []).map(({ message = '', timestamp = 0 }) => ({ message, timestamp })));
    nextToken = page.nextToken;
    between();
  }
  return { pages, most, messages: pages.flat().map(({ message }) => message) };
}

test('many streams of the same time are in order as long as a page may read a block of each', async (t) => {
  const world = await openWorld(t);
  const written = writeStreams(world, overlappingBlocksMax, 4);
  const { pages, most, messages } = await readAll(world, 300);
  assert.deepEqual(messages.toSorted(), written.toSorted());
  const times = pages.flat().map(({ timestamp }) => timestamp);
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
  assert.ok(most <= overlappingBlocksMax, String(most));
});

for (const limit of [33, 100, 10_000]) {
  test(`beyond that no page reads more, every event comes once, pages of ${limit} are ordered`, async (t) => {
    const world = await openWorld(t);
    const written = writeStreams(world, overlappingBlocksMax + 50, 4);
    const { pages, most, messages } = await readAll(world, limit);
    assert.deepEqual(messages.toSorted(), written.toSorted());
    assert.ok(most <= overlappingBlocksMax, String(most));
    for (const page of pages) {
      const times = page.map(({ timestamp }) => timestamp);
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
      );
    }
  });
}

test('streams that appear while pages are read repeat and hide nothing of the others', async (t) => {
  const world = await openWorld(t);
  const written = writeStreams(world, overlappingBlocksMax + 50, 4);
  let more = 0;
  const { messages } = await readAll(world, 60, () => {
    if (more < 20) writeStreams(world, 1, 4, `s1${more}-new`);
    more += 1;
  });
  const old = messages.filter((message) => !message.includes('new'));
  assert.deepEqual(old.toSorted(), written.toSorted());
  assert.equal(new Set(messages).size, messages.length);
});
