import assert from 'node:assert/strict';
import { test } from 'node:test';
import { context, fails, group, noGroup, openWorld, startMs } from './logs.fixture.ts';
import { createLogGroup } from './operations/create-log-group.ts';
import { createLogStream } from './operations/create-log-stream.ts';
import { deleteLogGroup } from './operations/delete-log-group.ts';
import { deleteLogStream } from './operations/delete-log-stream.ts';
import { describeLogGroups } from './operations/describe-log-groups.ts';
import { describeLogStreams } from './operations/describe-log-streams.ts';
import { filterLogEvents } from './operations/filter-log-events.ts';
import { getLogEvents } from './operations/get-log-events.ts';
import { listTagsForResource } from './operations/list-tags-for-resource.ts';
import { putLogEvents } from './operations/put-log-events.ts';
import { startLiveTail } from './operations/start-live-tail.ts';

test('who deletes the groups of a page finds the next one', async (t) => {
  const { call } = await openWorld(t);
  for (const logGroupName of ['a', 'b', 'c', 'd']) await call(createLogGroup, { logGroupName });
  const { logGroups = [], nextToken } = await call(describeLogGroups, { limit: 2 });
  for (const { logGroupName = '' } of logGroups) await call(deleteLogGroup, { logGroupName });
  const rest = await call(describeLogGroups, { limit: 2, nextToken });
  assert.deepEqual(
    rest.logGroups?.map(({ logGroupName }) => logGroupName),
    ['c', 'd'],
  );
});

for (const order of [{}, { orderBy: 'LastEventTime' as const }]) {
  for (const descending of [false, true]) {
    test(`who deletes the streams of a page finds the next one: ${order.orderBy}, ${descending}`, async (t) => {
      const { call, write } = await openWorld(t);
      await call(createLogGroup, { logGroupName: group });
      for (const stream of ['a', 'b', 'c', 'd']) write(stream, [[startMs, 'at the same time']]);
      const input = { logGroupName: group, limit: 2, descending, ...order };
      const { logStreams = [], nextToken } = await call(describeLogStreams, input);
      for (const { logStreamName = '' } of logStreams)
        await call(deleteLogStream, { logGroupName: group, logStreamName });
      const rest = await call(describeLogStreams, { ...input, nextToken });
      assert.deepEqual(
        rest.logStreams?.map(({ logStreamName }) => logStreamName),
        descending ? ['b', 'a'] : ['c', 'd'],
      );
    });
  }
}

test('an ARN of another account, region or service names no group here', async (t) => {
  const { call } = await openWorld(t);
  await call(createLogGroup, { logGroupName: 'g' });
  for (const logGroupIdentifier of [
    'arn:aws:logs:us-east-1:999999999999:log-group:g',
    'arn:aws:logs:eu-west-1:000000000000:log-group:g',
  ])
    await assert.rejects(call(filterLogEvents, { logGroupIdentifier }), noGroup);
  for (const resourceArn of [
    'arn:aws:logs:us-east-1:999999999999:log-group:g',
    'arn:aws:logs:eu-west-1:000000000000:log-group:g:*',
    'arn:aws:s3:us-east-1:000000000000:log-group:g',
  ])
    await assert.rejects(call(listTagsForResource, { resourceArn }), noGroup);
  const own = 'arn:aws:logs:us-east-1:000000000000:log-group:g';
  assert.deepEqual((await call(filterLogEvents, { logGroupIdentifier: own })).events, []);
  for (const resourceArn of [own, `${own}:*`])
    assert.deepEqual(await call(listTagsForResource, { resourceArn }), { tags: {} });
});

test('Live Tail of several groups asks for the permission on what covers them all', () => {
  const arn = (name: string) => `arn:aws:logs:us-east-1:000000000000:log-group:${name}`;
  const asked = (...names: string[]) =>
    startLiveTail.permission({ logGroupIdentifiers: names.map(arn) }, context).resource;
  assert.equal(asked('mine'), `${arn('mine')}:*`);
  assert.equal(asked('mine', 'mine'), `${arn('mine')}:*`);
  assert.equal(asked('mine', 'secret'), '*');
});

test('more events of one moment than a page may read are found by following the tokens', async (t) => {
  const { call } = await openWorld(t);
  const stream = { logGroupName: group, logStreamName: 's' };
  await call(createLogGroup, { logGroupName: group });
  await call(createLogStream, stream);
  const logEvents = Array.from({ length: 10_000 }, () => ({ timestamp: startMs, message: 'm' }));
  for (let puts = 0; puts < 3; puts += 1) await call(putLogEvents, { ...stream, logEvents });
  for (const startFromHead of [true, false]) {
    let found = 0;
    for (let nextToken: string | undefined; ; ) {
      const page = await call(getLogEvents, { ...stream, startFromHead, nextToken });
      found += page.events?.length ?? 0;
      const token = startFromHead ? page.nextForwardToken : page.nextBackwardToken;
      if (token === nextToken) break;
      nextToken = token;
    }
    assert.equal(found, 30_000);
  }
});

test('a token that is none is refused', async (t) => {
  const { call } = await openWorld(t);
  await call(createLogGroup, { logGroupName: group });
  for (const token of [1, 'x', ['x'], ['x', 1], [0, 'a', 0]]) {
    const nextToken = Buffer.from(JSON.stringify(token)).toString('base64url');
    await assert.rejects(
      call(describeLogGroups, { nextToken }),
      fails('InvalidParameterException', 'The specified nextToken is invalid.'),
    );
  }
});
