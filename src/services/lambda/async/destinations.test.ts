/** Telling destinations of an event's end, with destinations that do not listen. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AccessDeniedException } from '#access';
import { AwsError, NotImplementedException } from '#wire';
import { ResourceConflictException } from '../errors.ts';
import { AsyncWorld, type Called, fails, succeeds } from './async-world.fixture.ts';

const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;
const other = arn('lambda', 'function:other');

function failingWith(error: unknown, timesMax = Number.POSITIVE_INFINITY) {
  let times = 0;
  return () => {
    times += 1;
    if (times <= timesMax) throw error;
    return {};
  };
}

const unavailable = new AwsError('ServiceUnavailable', 'later', 503);

test('a destination is called as the function’s role, in the trace of the event', async () => {
  const world = new AsyncWorld();
  world.put('fn', succeeds);
  world.configure('fn', { onSuccess: other });
  const requestId = await world.accept('fn');
  await world.clock.advance(0);
  const [{ service, operation, input, context }] = world.called as [Called];
  assert.deepEqual(
    [service, operation, input.FunctionName, input.InvocationType],
    ['lambda', 'Invoke', other, 'Event'],
  );
  const { userId, ...caller } = context.caller;
  assert.match(userId, /^AROA[A-Z2-7]{17}:fn$/);
  assert.deepEqual(caller, {
    type: 'role',
    account: '000000000000',
    arn: 'arn:aws:sts::000000000000:assumed-role/r/fn',
    roleArn: 'arn:aws:iam::000000000000:role/r',
    sourceArn: arn('lambda', 'function:fn'),
    verified: true,
  });
  assert.equal(context.traceId, 'Root=1-a;Parent=b;Sampled=0;Lineage=1:284081b0:0');
  assert.notEqual(context.requestId, requestId, 'it is a call of its own');
});

test('a destination that is not there yet is told later, and the function is not run again for it', async () => {
  const world = new AsyncWorld();
  world.put('fn', succeeds);
  world.configure('fn', { onSuccess: other });
  world.answerCall = failingWith(unavailable, 4);
  await world.accept('fn');
  await world.clock.advance(60_000);
  assert.deepEqual(
    world.called.map(({ atMs }) => atMs / 1_000),
    [0, 1, 2, 4, 8],
  );
  assert.equal(new Set(world.called.map(({ input }) => String(input.Payload))).size, 1);
  assert.deepEqual([world.runs.length, await world.depth()], [1, 0]);
});

test('a function that is still being made is told later', async () => {
  const world = new AsyncWorld();
  world.put('fn', succeeds);
  world.configure('fn', { onSuccess: other });
  world.answerCall = failingWith(new ResourceConflictException('Pending'), 1);
  await world.accept('fn');
  await world.clock.advance(60_000);
  assert.deepEqual([world.called.length, await world.depth()], [2, 0]);
});

test('one that never listens is given up after an hour, with a line in the log', async () => {
  const world = new AsyncWorld();
  world.put('fn', fails);
  world.configure('fn', { retriesMax: 0, onFailure: other });
  world.answerCall = failingWith(unavailable);
  await world.accept('fn');
  await world.clock.advance(2 * 3_600_000);
  assert.deepEqual([world.runs.length, await world.depth()], [1, 0]);
  assert.match(world.logged.at(-1) ?? '', /gave up telling of an event .*function:other/);
});

test('one that refuses is told once, and the log says why', async () => {
  for (const error of [
    new AccessDeniedException('no'),
    new AwsError('ResourceNotFoundException', 'gone', 404),
    new NotImplementedException('no such service'),
  ]) {
    const world = new AsyncWorld();
    world.put('fn', succeeds);
    world.configure('fn', { onSuccess: other });
    world.answerCall = failingWith(error);
    await world.accept('fn');
    await world.clock.advance(3_600_000);
    assert.deepEqual([world.called.length, await world.depth()], [1, 0]);
    assert.match(world.logged[0] ?? '', /refuses to hear of it .*function:other/);
  }
});

test('of a destination and a dead-letter queue each is told, and neither twice for the other’s sake', async () => {
  const world = new AsyncWorld();
  world.put('fn', fails);
  world.configure('fn', { retriesMax: 0, onFailure: other });
  world.change('fn', (record) => ({
    ...record,
    latest: { ...record.latest, deadLetterTarget: arn('sqs', 'dead') },
  }));
  let refusals = 2;
  world.answerCall = ({ service }) => {
    if (service === 'sqs' && refusals-- > 0) throw unavailable;
    return {};
  };
  await world.accept('fn');
  await world.clock.advance(60_000);
  assert.deepEqual(
    world.called.map(({ service, operation }) => `${service}:${operation}`),
    ['lambda:Invoke', 'sqs:SendMessage', 'sqs:SendMessage', 'sqs:SendMessage'],
  );
  assert.equal(world.called.at(-1)?.input.MessageBody, '{"event":1}');
  assert.equal(await world.depth(), 0);
});

test('an event bus that answers 200 and takes nothing has not been told', async () => {
  const world = new AsyncWorld();
  world.put('fn', succeeds);
  world.configure('fn', { onSuccess: arn('events', 'event-bus/b') });
  let failures = 1;
  world.answerCall = () => ({ FailedEntryCount: failures-- > 0 ? 1 : 0, Entries: [] });
  await world.accept('fn');
  await world.clock.advance(60_000);
  assert.deepEqual([world.called.length, await world.depth()], [2, 0]);
});

test('a destination is told also of an event whose function is deleted meanwhile', async () => {
  const world = new AsyncWorld();
  world.put('fn', succeeds);
  world.configure('fn', { onSuccess: other });
  world.answerCall = failingWith(unavailable, 1);
  await world.accept('fn');
  await world.clock.advance(500);
  world.delete('fn');
  await world.clock.advance(60_000);
  assert.deepEqual([world.called.length, await world.depth()], [2, 0]);
  assert.equal(world.called[0]?.context.caller.arn, world.called[1]?.context.caller.arn);
});
