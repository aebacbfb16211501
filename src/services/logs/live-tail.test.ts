import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tailSessionMs, tailSessionsMax, tailUpdateEventsMax, tailUpdateMs } from './limits.ts';
import { fails, group, noGroup, openWorld, startMs } from './logs.fixture.ts';
import { createLogGroup } from './operations/create-log-group.ts';
import { startLiveTail } from './operations/start-live-tail.ts';

const arn = `arn:aws:logs:us-east-1:000000000000:log-group:${group}`;

async function openTail(world: Awaited<ReturnType<typeof openWorld>>, input: object = {}) {
  const { responseStream } = await world.call(startLiveTail, { logGroupIdentifiers: [arn], ...input });
  assert.ok(responseStream);
  const events = responseStream[Symbol.asyncIterator]();
  const start = await events.next();
  return {
    start: start.value?.sessionStart,
    async update() {
      const next = events.next();
      await world.clock.advance(tailUpdateMs);
      return (await next).value?.sessionUpdate;
    },
    next: () => events.next(),
    leave: () => events.return?.(),
  };
}

test('a session says what it watches, then what is logged, a second at a time', async (t) => {
  const world = await openWorld(t);
  await world.call(createLogGroup, { logGroupName: group });
  const tail = await openTail(world, { logEventFilterPattern: 'ERROR', logStreamNamePrefixes: ['a'] });
  assert.deepEqual(
    { ...tail.start, sessionId: undefined },
    {
      requestId: 'request-1',
      sessionId: undefined,
      logGroupIdentifiers: [arn],
      logStreamNames: [],
      logStreamNamePrefixes: ['a'],
      logEventFilterPattern: 'ERROR',
    },
  );
  world.write('a1', [
    [startMs, 'an ERROR'],
    [startMs, 'fine'],
  ]);
  world.write('b1', [[startMs, 'another ERROR']]);
  assert.deepEqual(await tail.update(), {
    sessionMetadata: { sampled: false },
    sessionResults: [
      {
        logGroupIdentifier: `000000000000:${group}`,
        logStreamName: 'a1',
        message: 'an ERROR',
        timestamp: startMs,
        ingestionTime: startMs,
      },
    ],
  });
  assert.deepEqual(await tail.update(), { sessionMetadata: { sampled: false }, sessionResults: [] });
});

test('an update holds the newest events and says that there were more', async (t) => {
  const world = await openWorld(t);
  await world.call(createLogGroup, { logGroupName: group });
  const tail = await openTail(world);
  world.write(
    's',
    Array.from({ length: tailUpdateEventsMax + 5 }, (_, index) => [startMs, `m${index}`]),
  );
  const update = await tail.update();
  assert.equal(update?.sessionMetadata?.sampled, true);
  assert.equal(update?.sessionResults?.length, tailUpdateEventsMax);
  assert.equal(update?.sessionResults?.at(-1)?.message, `m${tailUpdateEventsMax + 4}`);
});

test('a session ends after three hours with the exception that says so', async (t) => {
  const world = await openWorld(t);
  await world.call(createLogGroup, { logGroupName: group });
  const tail = await openTail(world);
  await world.clock.advance(tailSessionMs - tailUpdateMs);
  const end = assert.rejects(tail.next(), { code: 'SessionTimeoutException' });
  await world.clock.advance(tailUpdateMs);
  await end;
});

test('sessions are bounded, and one that is left makes room', async (t) => {
  const world = await openWorld(t);
  await world.call(createLogGroup, { logGroupName: group });
  const tails = [];
  for (let index = 0; index < tailSessionsMax; index += 1) tails.push(await openTail(world));
  await assert.rejects(openTail(world), fails('LimitExceededException', 'Resource limit exceeded.'));
  await tails[0]?.leave();
  await (await openTail(world)).leave();
});

test('what cannot be watched is refused', async (t) => {
  const world = await openWorld(t);
  await assert.rejects(openTail(world), noGroup);
  await world.call(createLogGroup, { logGroupName: group });
  await assert.rejects(openTail(world, { logGroupIdentifiers: [`${arn}:*`] }), {
    code: 'InvalidParameterException',
  });
  await assert.rejects(openTail(world, { logStreamNames: ['a'], logStreamNamePrefixes: ['b'] }), {
    code: 'InvalidParameterException',
  });
});

test('an update is no larger than clients read, however long the messages are', async (t) => {
  const world = await openWorld(t);
  await world.call(createLogGroup, { logGroupName: group });
  const tail = await openTail(world);
  const long = 'x'.repeat(300_000);
  world.write(
    's',
    ['1', '2', '3', '4', '5'].map((name) => [startMs, name + long]),
  );
  const update = await tail.update();
  assert.deepEqual(
    update?.sessionResults?.map((event: { message?: string }) => event.message?.[0]),
    ['3', '4', '5'],
  );
  assert.equal(update?.sessionMetadata?.sampled, true);
});

test('answers that nobody reads hold no session', async (t) => {
  const world = await openWorld(t);
  await world.call(createLogGroup, { logGroupName: group });
  for (let unread = 0; unread <= tailSessionsMax; unread += 1) {
    const { responseStream } = await world.call(startLiveTail, { logGroupIdentifiers: [arn] });
    await responseStream?.[Symbol.asyncIterator]().return?.();
  }
  const tail = await openTail(world);
  assert.ok(tail.start);
});
