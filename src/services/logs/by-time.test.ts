import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FoundEvent, type Place, readByTime, type Searched } from './by-time.ts';
import { eventsPageBytesMax, eventsPageMax, pageReadBytesMax, pageSearchMsMax } from './limits.ts';
import { context, group, openWorld, startMs } from './logs.fixture.ts';

const stream = 's';
const id = { account: context.account, region: context.region, group };

/** All pages of the stream, forward. */
async function pagesOf(searched: Searched, keeps: (event: FoundEvent) => boolean, limit = eventsPageMax) {
  const pages: (readonly FoundEvent[])[] = [];
  let from: Place | undefined;
  do {
    const found = await readByTime(searched, id, {
      direction: 'forward',
      from,
      firstMs: 0,
      lastMs: Number.POSITIVE_INFINITY,
      limit,
      keeps,
    });
    assert.ok(found);
    pages.push(found.events);
    from = found.next;
  } while (from !== undefined);
  return pages;
}

test('a page reads a bounded number of bytes, however long the messages are', async (t) => {
  const { clock, logs, write } = await openWorld(t);
  const long = 'x'.repeat(60_000);
  const count = 60;
  for (let n = 0; n < count; n += 1) {
    write(stream, [[startMs + n, `${n} ${long}`]]);
    await logs.flush();
  }
  let bytes = 0;
  const counting: Searched['logs'] = {
    blocks: (...where) => logs.blocks(...where),
    async read(...where) {
      const page = await logs.read(...where);
      for (const { message } of page?.events ?? []) bytes += message.length;
      return page;
    },
  };
  const found: string[] = [];
  const none = await pagesOf({ logs: counting, clock }, ({ message }) => {
    found.push(message);
    return false;
  });
  assert.ok(
    bytes / none.length <= pageReadBytesMax + 2 * long.length,
    `${bytes} bytes, ${none.length} pages`,
  );
  assert.equal(new Set(found).size, count);
  bytes = 0;
  const pages = await pagesOf({ logs: counting, clock }, () => true);
  assert.deepEqual(
    pages.flat().map(({ message }) => Number.parseInt(message, 10)),
    Array.from({ length: count }, (_, n) => n),
  );
  for (const page of pages) assert.ok(page.length * long.length <= eventsPageBytesMax);
});

test('a page ends when its search takes too long, and the next one goes on', async (t) => {
  const { logs, write } = await openWorld(t);
  const count = 3_000;
  write(
    stream,
    Array.from({ length: count }, (_, n) => [startMs + n, `${n}`] as const),
  );
  let nowMs = 0;
  const clock = { monotonic: () => nowMs };
  const dear = (): boolean => {
    nowMs += pageSearchMsMax / 100;
    return true;
  };
  const pages = await pagesOf({ logs, clock }, dear);
  assert.ok(pages.length > 3, `${pages.length} pages`);
  assert.deepEqual(
    pages.flat().map(({ message }) => Number(message)),
    Array.from({ length: count }, (_, n) => n),
  );
});

test('large and small events of one moment come once each, in order', async (t) => {
  const { clock, logs, write } = await openWorld(t);
  const sizes = Array.from({ length: 200 }, (_, n) => (n % 3 === 0 ? 100_000 : 1));
  for (const [n, size] of sizes.entries()) {
    write(stream, [[startMs, `${n} ${'x'.repeat(size)}`]]);
    await logs.flush();
  }
  const pages = await pagesOf({ logs, clock }, () => true, 50);
  assert.deepEqual(
    pages.flat().map(({ message }) => Number.parseInt(message, 10)),
    [...sizes.keys()],
  );
});
