import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Operations } from '#models/logs';
import { fails, group, noGroup, noStream, openWorld } from './logs.fixture.ts';
import { createLogGroup } from './operations/create-log-group.ts';
import { deleteLogGroup } from './operations/delete-log-group.ts';
import { describeLogGroups } from './operations/describe-log-groups.ts';
import { describeLogStreams } from './operations/describe-log-streams.ts';
import { filterLogEvents } from './operations/filter-log-events.ts';
import { getLogEvents } from './operations/get-log-events.ts';

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => [from + index, `m${from + index}`] as const);

const badToken = fails('InvalidParameterException', 'The specified nextToken is invalid.');

test('groups are created, described and deleted', async (t) => {
  const { call, write } = await openWorld(t);
  await call(createLogGroup, { logGroupName: 'b' });
  await assert.rejects(
    call(createLogGroup, { logGroupName: 'b' }),
    fails('ResourceAlreadyExistsException', 'The specified log group already exists'),
  );
  write('s', [[1, 'text']]);
  const described = await call(describeLogGroups, {});
  assert.deepEqual(
    described.logGroups?.map(({ logGroupName }) => logGroupName),
    [group, 'b'],
  );
  const { storedBytes, ...first } = described.logGroups?.[0] ?? {};
  assert.deepEqual(first, {
    logGroupName: group,
    creationTime: 1_770_000_000_000,
    metricFilterCount: 0,
    arn: `arn:aws:logs:us-east-1:000000000000:log-group:${group}:*`,
    logGroupArn: `arn:aws:logs:us-east-1:000000000000:log-group:${group}`,
    logGroupClass: 'STANDARD',
    deletionProtectionEnabled: false,
  });
  assert.ok((storedBytes ?? 0) > 0);
  const names = async (input: Operations['DescribeLogGroups']['input']) =>
    (await call(describeLogGroups, input)).logGroups?.map(({ logGroupName }) => logGroupName);
  assert.deepEqual(await names({ logGroupNamePrefix: '/aws/lambda/' }), [group]);
  assert.deepEqual(await names({ logGroupNamePattern: 'my-f' }), [group]);
  assert.deepEqual(await names({ logGroupNamePattern: 'My-f' }), []);
  const page = await call(describeLogGroups, { limit: 1 });
  assert.deepEqual(await names({ nextToken: page.nextToken }), ['b']);
  await assert.rejects(call(describeLogGroups, { nextToken: 'x' }), badToken);
  await call(deleteLogGroup, { logGroupName: 'b' });
  await assert.rejects(call(deleteLogGroup, { logGroupName: 'b' }), noGroup);
});

test('streams are described by name and by last event', async (t) => {
  const { call, write } = await openWorld(t);
  await assert.rejects(call(describeLogStreams, { logGroupName: group }), noGroup);
  write('a', [
    [30, 'x'],
    [10, 'y'],
  ]);
  write('b', [[20, 'x']]);
  const described = await call(describeLogStreams, { logGroupName: group });
  assert.deepEqual(described.logStreams?.[0], {
    logStreamName: 'a',
    creationTime: 1_770_000_000_000,
    firstEventTimestamp: 10,
    lastEventTimestamp: 30,
    lastIngestionTime: 1_770_000_000_000,
    arn: `arn:aws:logs:us-east-1:000000000000:log-group:${group}:log-stream:a`,
    storedBytes: 0,
  });
  const names = async (input: Operations['DescribeLogStreams']['input']) =>
    (
      await call(describeLogStreams, {
        logGroupIdentifier: `arn:aws:logs:us-east-1:000000000000:log-group:${group}`,
        ...input,
      })
    ).logStreams
      ?.map(({ logStreamName }) => logStreamName)
      .join();
  assert.equal(await names({}), 'a,b');
  assert.equal(await names({ descending: true }), 'b,a');
  assert.equal(await names({ orderBy: 'LastEventTime' }), 'b,a');
  assert.equal(await names({ orderBy: 'LastEventTime', descending: true }), 'a,b');
  assert.equal(await names({ logStreamNamePrefix: 'b' }), 'b');
  await assert.rejects(
    names({ orderBy: 'LastEventTime', logStreamNamePrefix: 'b' }),
    fails('InvalidParameterException', 'Cannot order by LastEventTime with a logStreamNamePrefix.'),
  );
  await assert.rejects(
    names({ logGroupName: group }),
    fails('ValidationException', 'LogGroup name and LogGroup ARN are mutually exclusive parameters.'),
  );
});

test('a stream is read from its head to its end, and the end says so', async (t) => {
  const { call, write } = await openWorld(t);
  write('s', numbered(0, 25));
  const read = (input: Partial<Operations['GetLogEvents']['input']>) =>
    call(getLogEvents, { logGroupName: group, logStreamName: 's', limit: 10, ...input });
  const messages: string[] = [];
  let page = await read({ startFromHead: true });
  assert.match(page.nextForwardToken ?? '', /^f\/\d{56}\/s$/);
  assert.match(page.nextBackwardToken ?? '', /^b\/\d{56}\/s$/);
  assert.deepEqual(page.events?.[0], { timestamp: 0, message: 'm0', ingestionTime: 1_770_000_000_000 });
  for (;;) {
    messages.push(...(page.events ?? []).map(({ message }) => message ?? ''));
    const next = await read({ nextToken: page.nextForwardToken });
    if (next.nextForwardToken === page.nextForwardToken) break;
    page = next;
  }
  assert.deepEqual(
    messages,
    numbered(0, 25).map(([, message]) => message),
  );
  write('s', [[99, 'later']]);
  assert.deepEqual(
    (await read({ nextToken: page.nextForwardToken })).events?.map(({ message }) => message),
    ['later'],
  );
});

test('without a word about the head the newest page comes first, and older ones by token', async (t) => {
  const { call, write } = await openWorld(t);
  write('s', numbered(0, 25));
  const read = (nextToken?: string) =>
    call(getLogEvents, { logGroupName: group, logStreamName: 's', limit: 10, nextToken });
  const pages: (string | undefined)[][] = [];
  let page = await read();
  for (;;) {
    pages.push(page.events?.map(({ message }) => message) ?? []);
    const next = await read(page.nextBackwardToken);
    if (next.nextBackwardToken === page.nextBackwardToken) break;
    page = next;
  }
  assert.deepEqual(
    pages.map((messages) => [messages[0], messages.at(-1)]),
    [
      ['m15', 'm24'],
      ['m5', 'm14'],
      ['m0', 'm4'],
    ],
  );
});

test('times bound what is read: the end is excluded by GetLogEvents and included by FilterLogEvents', async (t) => {
  const { call, write } = await openWorld(t);
  write('s', numbered(0, 25));
  const range = { logGroupName: group, startTime: 5, endTime: 8 };
  const got = await call(getLogEvents, { ...range, logStreamName: 's' });
  assert.deepEqual(
    got.events?.map(({ timestamp }) => timestamp),
    [5, 6, 7],
  );
  const filtered = await call(filterLogEvents, range);
  assert.deepEqual(
    filtered.events?.map(({ timestamp }) => timestamp),
    [5, 6, 7, 8],
  );
});

test('an answer holds at most 1 MiB', async (t) => {
  const { call, write } = await openWorld(t);
  const line = 'x'.repeat(200_000);
  write('s', [
    [0, line],
    [1, line],
    [2, line],
  ]);
  await call(filterLogEvents, { logGroupName: group });
  write('s', [
    [3, line],
    [4, line],
    [5, line],
  ]);
  const head = await call(getLogEvents, { logGroupName: group, logStreamName: 's', startFromHead: true });
  assert.deepEqual(
    head.events?.map(({ timestamp }) => timestamp),
    [0, 1, 2, 3, 4],
  );
  const newest = await call(getLogEvents, { logGroupName: group, logStreamName: 's' });
  assert.deepEqual(
    newest.events?.map(({ timestamp }) => timestamp),
    [1, 2, 3, 4, 5],
  );
  const filtered = await call(filterLogEvents, { logGroupName: group });
  assert.equal(filtered.events?.length, 5);
  const rest = await call(filterLogEvents, { logGroupName: group, nextToken: filtered.nextToken });
  assert.deepEqual(
    rest.events?.map(({ timestamp }) => timestamp),
    [5],
  );
});

test('events of all streams come by time, page by page, each once and with an id of its own', async (t) => {
  const { call, write } = await openWorld(t);
  write(
    'a',
    numbered(0, 40).filter(([index]) => index % 2 === 0),
  );
  write(
    'b',
    numbered(0, 40)
      .filter(([index]) => index % 2 === 1)
      .toReversed(),
  );
  write('c', [[7, 'same time']]);
  const events: { eventId?: string | undefined; timestamp?: number | undefined }[] = [];
  let nextToken: string | undefined;
  do {
    const page = await call(filterLogEvents, { logGroupName: group, limit: 9, nextToken });
    assert.deepEqual(page.searchedLogStreams, []);
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  assert.deepEqual(
    events.map(({ timestamp }) => timestamp),
    [...Array.from({ length: 40 }, (_, index) => index), 7].sort((a, b) => a - b),
  );
  const ids = events.map(({ eventId }) => eventId ?? '');
  assert.equal(new Set(ids).size, 41);
  assert.ok(ids.every((id) => /^\d{56}$/.test(id)));
  const some = await call(filterLogEvents, { logGroupName: group, logStreamNames: ['c'], interleaved: true });
  assert.deepEqual(
    some.events?.map(({ logStreamName, message }) => [logStreamName, message]),
    [['c', 'same time']],
  );
  assert.deepEqual(
    (await call(filterLogEvents, { logGroupName: group, logStreamNamePrefix: 'zz' })).events,
    [],
  );
});

test('what does not exist and what is no token is said so', async (t) => {
  const { call, write } = await openWorld(t);
  const stream = { logGroupName: group, logStreamName: 's' };
  await assert.rejects(call(getLogEvents, stream), noGroup);
  await assert.rejects(call(filterLogEvents, { logGroupName: group }), noGroup);
  write('other', [[1, 'x']]);
  await assert.rejects(call(getLogEvents, stream), noStream);
  await assert.rejects(call(filterLogEvents, { logGroupName: group, logStreamNames: ['s'] }), noStream);
  write('s', [[1, 'x']]);
  await assert.rejects(call(getLogEvents, { ...stream, nextToken: 'f/1/s' }), badToken);
  await assert.rejects(call(filterLogEvents, { logGroupName: group, nextToken: 'WzFd' }), badToken);
});
