import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fails, group, noGroup, noStream, openWorld, startMs } from './logs.fixture.ts';
import { createLogGroup } from './operations/create-log-group.ts';
import { createLogStream } from './operations/create-log-stream.ts';
import { deleteLogGroup } from './operations/delete-log-group.ts';
import { deleteLogStream } from './operations/delete-log-stream.ts';
import { deleteRetentionPolicy } from './operations/delete-retention-policy.ts';
import { describeLogGroups } from './operations/describe-log-groups.ts';
import { describeLogStreams } from './operations/describe-log-streams.ts';
import { filterLogEvents } from './operations/filter-log-events.ts';
import { getLogEvents } from './operations/get-log-events.ts';
import { listLogGroups } from './operations/list-log-groups.ts';
import { listTagsForResource } from './operations/list-tags-for-resource.ts';
import { listTagsLogGroup } from './operations/list-tags-log-group.ts';
import { putLogEvents } from './operations/put-log-events.ts';
import { putLogGroupDeletionProtection } from './operations/put-log-group-deletion-protection.ts';
import { putRetentionPolicy } from './operations/put-retention-policy.ts';
import { tagLogGroup } from './operations/tag-log-group.ts';
import { tagResource } from './operations/tag-resource.ts';
import { untagLogGroup } from './operations/untag-log-group.ts';
import { untagResource } from './operations/untag-resource.ts';

const dayMs = 24 * 60 * 60 * 1000;
const named = { logGroupName: group, logStreamName: 's' };
const arn = `arn:aws:logs:us-east-1:000000000000:log-group:${group}`;

type World = Awaited<ReturnType<typeof openWorld>>;

async function withStream({ call }: World): Promise<void> {
  await call(createLogGroup, { logGroupName: group });
  await call(createLogStream, named);
}

async function messagesIn({ call }: World): Promise<(string | undefined)[]> {
  const { events } = await call(getLogEvents, { ...named, startFromHead: true });
  return events?.map(({ message }) => message) ?? [];
}

test('streams are created and deleted by name', async (t) => {
  const world = await openWorld(t);
  const { call } = world;
  await assert.rejects(call(createLogStream, named), noGroup);
  await withStream(world);
  await assert.rejects(
    call(createLogStream, named),
    fails('ResourceAlreadyExistsException', 'The specified log stream already exists'),
  );
  const { logStreams } = await call(describeLogStreams, { logGroupName: group });
  assert.deepEqual(logStreams, [
    {
      logStreamName: 's',
      creationTime: startMs,
      firstEventTimestamp: undefined,
      lastEventTimestamp: undefined,
      lastIngestionTime: undefined,
      arn: `${arn}:log-stream:s`,
      storedBytes: 0,
    },
  ]);
  await call(deleteLogStream, named);
  await assert.rejects(call(deleteLogStream, named), noStream);
  await assert.rejects(call(getLogEvents, named), noStream);
});

test("events are put and read without a look at the group's other streams", async (t) => {
  const world = await openWorld(t);
  await withStream(world);
  world.logs.streams = () => assert.fail('all streams were asked for');
  await world.call(putLogEvents, { ...named, logEvents: [{ timestamp: startMs, message: 'one' }] });
  world.write('other', [[startMs, 'two']]);
  assert.deepEqual(await messagesIn(world), ['one']);
  const searched = { logGroupName: group, logStreamNames: ['other'] };
  const { events } = await world.call(filterLogEvents, searched);
  assert.deepEqual(
    events?.map(({ message }) => message),
    ['two'],
  );
  await assert.rejects(world.call(filterLogEvents, { ...searched, logStreamNames: ['none'] }), noStream);
});

test('events that are put are read in the order of time, whatever the order of arrival', async (t) => {
  const world = await openWorld(t);
  await withStream(world);
  const put = (...times: number[]) =>
    world.call(putLogEvents, {
      ...named,
      logEvents: times.map((offset) => ({ timestamp: startMs + offset, message: `at ${offset}` })),
    });
  const { nextSequenceToken, rejectedLogEventsInfo } = await put(10, 20);
  assert.match(nextSequenceToken ?? '', /^\d{56}$/);
  assert.equal(rejectedLogEventsInfo, undefined);
  await put(5, 15);
  assert.deepEqual(await messagesIn(world), ['at 5', 'at 10', 'at 15', 'at 20']);
  const older = await world.call(getLogEvents, { ...named, limit: 2 });
  assert.deepEqual(
    older.events?.map(({ message }) => message),
    ['at 15', 'at 20'],
  );
});

test('a batch out of order, too long in time or too large is refused as a whole', async (t) => {
  const world = await openWorld(t);
  await withStream(world);
  const put = (logEvents: { timestamp: number; message: string }[]) =>
    world.call(putLogEvents, { ...named, logEvents });
  const at = (timestamp: number, message = 'm') => ({ timestamp, message });
  await assert.rejects(
    put([at(startMs + 1), at(startMs)]),
    fails(
      'InvalidParameterException',
      'Log events in a single PutLogEvents request must be in chronological order.',
    ),
  );
  await assert.rejects(
    put([at(startMs - dayMs - 1), at(startMs)]),
    fails(
      'InvalidParameterException',
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    ),
  );
  await assert.rejects(
    put([at(startMs, 'x'.repeat(1_048_576 - 25))]),
    fails('InvalidParameterException', 'Upload too large: 1048577 bytes exceeds limit of 1048576'),
  );
  await assert.rejects(
    world.call(putLogEvents, { ...named, logStreamName: 'other', logEvents: [at(1)] }),
    noStream,
  );
  assert.deepEqual(await messagesIn(world), []);
});

test('events too old, too new or past the retention are left out, and the answer says which', async (t) => {
  const world = await openWorld(t);
  await withStream(world);
  const put = (...times: number[]) =>
    world.call(putLogEvents, {
      ...named,
      logEvents: times.map((timestamp) => ({ timestamp, message: String(timestamp) })),
    });
  const old = await put(startMs - 14 * dayMs - 1, startMs - 14 * dayMs);
  assert.deepEqual(old.rejectedLogEventsInfo, { tooOldLogEventEndIndex: 1 });
  const ahead = startMs + 2 * 60 * 60 * 1000;
  const fresh = await put(startMs, ahead, ahead + 1);
  assert.deepEqual(fresh.rejectedLogEventsInfo, { tooNewLogEventStartIndex: 2 });
  assert.equal((await messagesIn(world)).length, 3);
  await world.call(putRetentionPolicy, { logGroupName: group, retentionInDays: 1 });
  const expired = await put(startMs - dayMs - 1, startMs - dayMs + 5);
  assert.deepEqual(expired.rejectedLogEventsInfo, { expiredLogEventEndIndex: 1 });
  assert.deepEqual(await messagesIn(world), [startMs - dayMs + 5, startMs, ahead].map(String));
});

test('what has expired is hidden at once and its files are deleted within the hour', async (t) => {
  const world = await openWorld(t);
  const { call, clock } = world;
  await withStream(world);
  const logEvents = [{ timestamp: startMs, message: 'x'.repeat(1000) }];
  await call(putLogEvents, { ...named, logEvents });
  await assert.rejects(call(putRetentionPolicy, { logGroupName: group, retentionInDays: 2 }), {
    code: 'InvalidParameterException',
  });
  await call(putRetentionPolicy, { logGroupName: group, retentionInDays: 1 });
  const bytes = async () => (await call(describeLogGroups, {})).logGroups?.[0]?.storedBytes ?? 0;
  assert.equal((await call(describeLogGroups, {})).logGroups?.[0]?.retentionInDays, 1);
  await clock.advance(dayMs - 1);
  assert.equal((await messagesIn(world)).length, 1);
  await clock.advance(2);
  assert.equal((await messagesIn(world)).length, 0);
  assert.deepEqual((await call(filterLogEvents, { logGroupName: group })).events, []);
  assert.ok((await bytes()) > 1000);
  assert.match(await world.filesText(), /xxxx/);
  await clock.advance(60 * 60 * 1000);
  await assert.doesNotReject(async () => {
    while ((await bytes()) > 1000) await clock.advance(1);
  });
  assert.doesNotMatch(await world.filesText(), /xxxx/);
  await call(deleteRetentionPolicy, { logGroupName: group });
  assert.equal((await call(describeLogGroups, {})).logGroups?.[0]?.retentionInDays, undefined);
});

test('tags are one set, by name and by ARN with or without its star', async (t) => {
  const { call } = await openWorld(t);
  await call(createLogGroup, { logGroupName: group, tags: { a: '1' } });
  await call(tagResource, { resourceArn: `${arn}:*`, tags: { b: '2' } });
  await call(tagLogGroup, { logGroupName: group, tags: { c: '3' } });
  await call(untagLogGroup, { logGroupName: group, tags: ['a'] });
  assert.deepEqual((await call(listTagsForResource, { resourceArn: arn })).tags, { b: '2', c: '3' });
  await call(untagResource, { resourceArn: arn, tagKeys: ['b', 'c'] });
  assert.deepEqual((await call(listTagsLogGroup, { logGroupName: group })).tags, {});
  await assert.rejects(call(listTagsForResource, { resourceArn: `${arn}x` }), noGroup);
  const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 'v']));
  await assert.rejects(call(tagLogGroup, { logGroupName: group, tags: many }), {
    code: 'InvalidParameterException',
  });
});

test('a protected group is not deleted, and one that is deleted leaves no settings behind', async (t) => {
  const { call } = await openWorld(t);
  await call(createLogGroup, { logGroupName: group, deletionProtectionEnabled: true, tags: { a: '1' } });
  await assert.rejects(call(deleteLogGroup, { logGroupName: group }), { code: 'ValidationException' });
  const protection = { logGroupIdentifier: arn, deletionProtectionEnabled: false };
  await call(putLogGroupDeletionProtection, protection);
  await call(deleteLogGroup, { logGroupName: group });
  await call(createLogGroup, { logGroupName: group });
  assert.deepEqual((await call(listTagsLogGroup, { logGroupName: group })).tags, {});
  await assert.rejects(call(createLogGroup, { logGroupName: 'other', logGroupClass: 'DELIVERY' }), {
    code: 'NotImplementedException',
  });
});

test('groups are listed by a regular expression and described by ARN', async (t) => {
  const { call } = await openWorld(t);
  for (const logGroupName of ['/a/one', '/a/two', '/b/one']) await call(createLogGroup, { logGroupName });
  const { logGroups } = await call(listLogGroups, { logGroupNamePattern: '^/a|two' });
  assert.deepEqual(
    logGroups?.map(({ logGroupName }) => logGroupName),
    ['/a/one', '/a/two'],
  );
  const described = await call(describeLogGroups, {
    logGroupIdentifiers: ['arn:aws:logs:us-east-1:000000000000:log-group:/b/one', '/a/two'],
  });
  assert.deepEqual(
    described.logGroups?.map(({ logGroupName }) => logGroupName),
    ['/a/two', '/b/one'],
  );
});

test('a pattern finds what it asks for, on pages that may be empty and end with the group', async (t) => {
  const { call, write } = await openWorld(t);
  const count = 36_000;
  write(
    's',
    Array.from({ length: count }, (_, index) => [
      index + 1,
      index % 10_000 === 9_999 ? `{"n":${index}}` : 'x',
    ]),
  );
  const found: (string | undefined)[] = [];
  let pages = 0;
  for (let nextToken: string | undefined, first = true; first || nextToken !== undefined; first = false) {
    const input = { logGroupName: group, filterPattern: '{ $.n > 0 }', limit: 2, nextToken };
    const page = await call(filterLogEvents, input);
    found.push(...(page.events ?? []).map(({ message }) => message));
    nextToken = page.nextToken;
    pages += 1;
  }
  assert.deepEqual(found, ['{"n":9999}', '{"n":19999}', '{"n":29999}']);
  assert.ok(pages >= 2);
  await assert.rejects(call(filterLogEvents, { logGroupName: group, filterPattern: '{ broken' }), {
    code: 'InvalidParameterException',
  });
});
