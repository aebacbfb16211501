import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { VirtualClock } from '#ambient';
import {
  flushBytes,
  flushMs,
  segmentBytesMax,
  segmentsPerStreamMax,
  streamPendingBytesMax,
} from './limits.ts';
import type { LogStore } from './log-store.ts';
import { openLogStore } from './open-log-store.ts';
import type { PlatformLog } from './platform-log.ts';

const id = {
  account: '000000000000',
  region: 'us-east-1',
  group: '/aws/lambda/f',
  stream: '2026/01/01/[$LATEST]0',
};
const { account, region, group } = id;

async function openWorld(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'lambent-logs-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const clock = new VirtualClock(1_000);
  const errors: string[] = [];
  const log: PlatformLog = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: (message) => errors.push(message),
  };
  const open = () => openLogStore({ folder, clock, log });
  return { folder, clock, log, errors, open, store: open() };
}

async function files(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

test('what is appended is read back in order, at once and after a restart', async (t) => {
  const { store, open, clock } = await openWorld(t);
  const stream = store.open(id);
  stream.append(5, 'one\n');
  await clock.advance(10);
  stream.append(4, 'two "quoted"\n\ttabbed 🐍\n');
  const expected = {
    events: [
      { timestampMs: 5, ingestedAtMs: 1_000, message: 'one\n', position: 0 },
      { timestampMs: 4, ingestedAtMs: 1_010, message: 'two "quoted"\n\ttabbed 🐍\n', position: 1 },
    ],
    next: 2,
    first: 0,
    end: 2,
  };
  assert.deepEqual(await store.read(id, 0, 10), expected);
  await store.close();
  const again = open();
  assert.deepEqual(await again.read(id, 0, 10), expected);
  again.open(id).append(6, 'three\n');
  assert.deepEqual(
    (await again.read(id, 1, 10))?.events.map(({ position, message }) => [position, message]),
    [
      [1, 'two "quoted"\n\ttabbed 🐍\n'],
      [2, 'three\n'],
    ],
  );
  assert.deepEqual(await again.streams(account, region, group), [
    {
      stream: id.stream,
      createdAtMs: 1_000,
      firstEventMs: 4,
      lastEventMs: 6,
      lastIngestedMs: 1_010,
      bytes: (await again.groups(account, region))[0]?.bytes,
    },
  ]);
});

test('events are written in the background, soon', async (t) => {
  const { store, folder, clock } = await openWorld(t);
  store.open(id).append(1, 'x\n');
  assert.deepEqual(await files(folder), []);
  await clock.advance(flushMs);
  while ((await files(folder)).length < 2) await clock.advance(1);
  await store.close();
});

test('much is written at once, without waiting for its time', { timeout: 30_000 }, async (t) => {
  const { store, folder } = await openWorld(t);
  const stream = store.open(id);
  const line = 'x'.repeat(flushBytes / 4);
  for (let sent = 0; sent < 3 * streamPendingBytesMax; sent += line.length) {
    stream.append(1, line);
    // The clock stands still: only the size can bring it to the disk.
    if ((sent / line.length) % 4 === 3) while (!(await isWritten(folder, sent))) await setImmediate();
  }
  const page = await store.read(id, 0, 1_000);
  assert.ok(
    page?.events.every(({ message }) => message === line),
    'nothing was dropped',
  );
});

async function isWritten(folder: string, bytes: number): Promise<boolean> {
  const sizes = await Promise.all((await files(folder)).map(async (path) => (await stat(path)).size));
  return sizes.reduce((sum, size) => sum + size, 0) >= bytes;
}

test('reading page by page', async (t) => {
  const { store } = await openWorld(t);
  const stream = store.open(id);
  for (let index = 0; index < 25; index += 1) stream.append(index, `${index}`);
  const pages: string[] = [];
  for (let from = 0; from < 25; ) {
    const page = await store.read(id, from, 10);
    pages.push(page?.events.map(({ message }) => message).join() ?? '');
    from = page?.next ?? 25;
  }
  assert.deepEqual(pages, ['0,1,2,3,4,5,6,7,8,9', '10,11,12,13,14,15,16,17,18,19', '20,21,22,23,24']);
  assert.deepEqual((await store.read(id, 100, 10))?.events, []);
});

test('a write that a crash has torn is ignored, and what comes later is not', async (t) => {
  const { store, open, folder } = await openWorld(t);
  const stream = store.open(id);
  stream.append(1, 'whole\n');
  stream.append(2, 'torn\n');
  await store.close();
  const segment = (await files(folder)).find((path) => path.endsWith('.jsonl')) ?? '';
  const { size } = await stat(segment);
  await truncate(segment, size - 4);
  const again = open();
  again.open(id).append(3, 'later\n');
  const messages = async (store: LogStore) =>
    (await store.read(id, 0, 10))?.events.map(({ position, message }) => `${position} ${message}`);
  assert.deepEqual(await messages(again), ['0 whole\n', '1 later\n']);
  await again.close();

  // Blocks that never reached the disk come back as zeros.
  const newest =
    (await files(folder))
      .filter((path) => path.endsWith('.jsonl'))
      .sort()
      .at(-1) ?? '';
  await appendFile(newest, '\0\0\0\0\n');
  const third = open();
  third.open(id).append(4, 'last\n');
  assert.deepEqual(await messages(third), ['0 whole\n', '1 later\n', '3 last\n']);
  assert.equal((await third.streams(account, region, group))?.[0]?.lastEventMs, 4);
});

test('a group whose own file is lost is found again by its streams', async (t) => {
  const { store, open, folder } = await openWorld(t);
  store.open(id).append(1, 'x');
  await store.close();
  await truncate((await files(folder)).find((path) => path.endsWith('group.json')) ?? '', 0);
  const again = open();
  assert.equal((await again.read(id, 0, 1))?.events[0]?.message, 'x');
  assert.equal((await again.groups(account, region))[0]?.createdAtMs, 1_000);
});

test('a flood is dropped beyond the bound, counted, and the count is logged', async (t) => {
  const { store } = await openWorld(t);
  const stream = store.open(id);
  const line = `${'x'.repeat(1_000)}\n`;
  const sent = 3 * Math.ceil(streamPendingBytesMax / line.length);
  for (let index = 0; index < sent; index += 1) stream.append(index, line);
  const page = await store.read(id, 0, sent);
  const kept = page?.events.filter(({ message }) => message === line).length ?? 0;
  assert.ok(kept > 0 && kept * line.length <= streamPendingBytesMax);
  assert.equal(
    page?.events.at(-1)?.message,
    `[Lambent] ${sent - kept} log events were dropped: they could not be stored.\n`,
  );
  stream.append(1, 'again\n');
  assert.equal((await store.read(id, kept, 10))?.events.at(-1)?.message, 'again\n');
});

test('a stream that grows without end loses its oldest files, and positions stay', async (t) => {
  const { store, folder } = await openWorld(t);
  const stream = store.open(id);
  const line = 'x'.repeat(flushBytes);
  const lines = Math.ceil(segmentBytesMax / line.length) * (segmentsPerStreamMax + 3);
  for (let index = 0; index < lines; index += 1) {
    stream.append(index, line);
    await store.flush();
  }
  // All but the newest have an index, and the group has a file of its own.
  assert.equal((await files(folder)).length, 2 * segmentsPerStreamMax);
  const page = await store.read(id, 0, 1);
  assert.ok(page !== undefined && page.first > 0);
  assert.equal(page.events[0]?.position, page.first);
  assert.equal(page.events[0]?.timestampMs, page.first);
  assert.equal(page.end, lines);
});

test('names of any kind stay apart and inside the folder', async (t) => {
  const { store, folder } = await openWorld(t);
  const names = [
    'a/b',
    'a_b',
    'A/b',
    '../../../evil',
    '.',
    '..',
    'x'.repeat(512),
    `${'x'.repeat(511)}y`,
    'gruppe ü',
  ];
  for (const name of names) store.open({ ...id, group: name, stream: name }).append(1, name);
  await store.flush();
  for (const name of names) {
    assert.equal((await store.read({ ...id, group: name, stream: name }, 0, 1))?.events[0]?.message, name);
  }
  assert.deepEqual(
    (await store.groups(account, region)).map(({ group }) => group),
    [...names].sort(),
  );
  const paths = await files(folder);
  assert.equal(paths.length, 2 * names.length);
  assert.equal(new Set(paths.map((path) => path.toLowerCase())).size, paths.length);
});

test('accounts and regions see their own', async (t) => {
  const { store } = await openWorld(t);
  store.open(id).append(1, 'x');
  assert.equal((await store.groups(account, region)).length, 1);
  assert.deepEqual(await store.groups('111111111111', region), []);
  assert.deepEqual(await store.groups(account, 'eu-west-1'), []);
  assert.equal(await store.read({ ...id, region: 'eu-west-1' }, 0, 1), undefined);
});

test('groups are created and deleted, and a running function begins anew', async (t) => {
  const { store, folder } = await openWorld(t);
  assert.equal(await store.streams(account, region, group), undefined);
  assert.equal(await store.createGroup(account, region, group), true);
  assert.equal(await store.createGroup(account, region, group), false);
  assert.deepEqual(await store.streams(account, region, group), []);
  assert.deepEqual(await store.groups(account, region), [{ group, createdAtMs: 1_000, bytes: 0 }]);
  const stream = store.open(id);
  stream.append(1, 'before');
  assert.equal(await store.deleteGroup(account, region, group), true);
  assert.equal(await store.deleteGroup(account, region, group), false);
  assert.deepEqual(await files(folder), []);
  assert.equal(await store.read(id, 0, 1), undefined);
  stream.append(2, 'after');
  assert.deepEqual(
    (await store.read(id, 0, 10))?.events.map(({ position, message }) => [position, message]),
    [[0, 'after']],
  );
});

test('events wait, within their bound, for a folder that cannot be had', async (t) => {
  const { folder, clock, log, errors } = await openWorld(t);
  await appendFile(join(folder, 'file'), 'not a folder');
  const store = openLogStore({ folder: join(folder, 'file', 'below'), clock, log });
  for (let round = 0; round < 3; round += 1) {
    store.open(id).append(1, `${round}`);
    await store.flush();
  }
  assert.deepEqual(errors, ['function logs cannot be written']);
  await rm(join(folder, 'file'));
  const messages = (await store.read(id, 0, 10))?.events.map(({ message }) => message);
  assert.deepEqual(messages, ['0', '1', '2']);
});

test('a file that cannot be written costs its events, not memory, and the next one is opened', async (t) => {
  const { store, folder, errors } = await openWorld(t);
  const stream = store.open(id);
  stream.append(1, 'written');
  await store.flush();
  const segment = (await files(folder)).find((path) => path.endsWith('.jsonl')) ?? '';
  await rm(segment);
  await mkdir(segment);
  for (let round = 0; round < 3; round += 1) stream.append(2, 'lost');
  await store.flush();
  assert.deepEqual(errors, ['function logs cannot be written']);
  await rm(segment, { recursive: true });
  stream.append(3, 'kept');
  await store.flush();
  const text = await readFile((await files(folder)).find((path) => path.endsWith('.jsonl')) ?? '', 'utf8');
  assert.match(text, /"kept"/);
  assert.match(text, /3 log events were dropped/);
  assert.doesNotMatch(text, /"lost"/);
});

test('a stream without events takes its first ones after a restart', async (t) => {
  const { store, open } = await openWorld(t);
  await store.createStream(id);
  await store.close();
  const again = open();
  await again.put(id, [{ timestampMs: 5, message: 'one' }]);
  await again.close();
  const page = await open().read(id, 0, 10);
  assert.deepEqual(
    page?.events.map(({ message, position }) => [message, position]),
    [['one', 0]],
  );
});

test('a stream that could not be created can be created again', async (t) => {
  const { store, folder } = await openWorld(t);
  await store.createGroup(account, region, group);
  const [groupFile = ''] = await files(folder);
  await rm(dirname(groupFile), { recursive: true });
  await assert.rejects(store.createStream(id), { code: 'ENOENT' });
  await mkdir(dirname(groupFile));
  assert.equal(await store.createStream(id), true);
});

test('whether a group or a stream exists, also before its first event is on disk and after a restart', async (t) => {
  const { store, open } = await openWorld(t);
  const other = { ...id, stream: 'other' };
  assert.equal(await store.hasGroup(account, region, group), false);
  assert.equal(await store.hasStream(id), undefined);
  store.open(id).append(1, 'x');
  assert.equal(await store.hasGroup(account, region, group), true);
  assert.deepEqual([await store.hasStream(id), await store.hasStream(other)], [true, false]);
  await store.close();
  const again = open();
  assert.deepEqual([await again.hasStream(id), await again.hasStream(other)], [true, false]);
  await again.deleteGroup(account, region, group);
  assert.equal(await again.hasStream(id), undefined);
  await again.close();
});
