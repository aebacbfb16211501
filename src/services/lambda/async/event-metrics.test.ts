import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from '#wire';
import { AsyncWorld, fails, succeeds } from './async-world.fixture.ts';

const other = 'arn:aws:lambda:us-east-1:000000000000:function:other';
const dead = 'arn:aws:sqs:us-east-1:000000000000:dead';

test('an event is counted when it is queued, and its age is measured whenever its function runs', async () => {
  const world = new AsyncWorld();
  world.put('fn', (request, run) => (run === 1 ? fails : succeeds)(request, run), {
    aliases: [{ name: 'live', functionVersion: '$LATEST', description: '', revisionId: 'r' }],
  });
  await world.accept('fn', { qualifier: 'live' });
  await world.clock.advance(120_000);
  await world.accept('fn');
  await world.clock.advance(0);
  assert.deepEqual(world.measured(), {
    'AsyncEventsReceived fn:live': 1,
    'AsyncEventAge fn:live': 60_000,
    'AsyncEventsReceived fn': 1,
    'AsyncEventAge fn': 0,
  });
  const [{ id } = assert.fail()] = [...world.metrics.summaries()];
  assert.deepEqual(id, {
    account: '000000000000',
    region: 'us-east-1',
    namespace: 'AWS/Lambda',
    name: 'AsyncEventsReceived',
    kind: 'count',
    dimensions: { FunctionName: 'fn', Resource: 'fn:live' },
  });
});

test('events that end without success are dropped, whyever', async () => {
  const world = new AsyncWorld();
  world.put('fails', fails);
  world.configure('fails', { retriesMax: 0 });
  world.put('none', succeeds, { reservedConcurrency: 0 });
  world.put('fn', succeeds);
  await world.accept('fails');
  await world.accept('none');
  await world.accept('gone');
  await world.accept('fn', { traceHeader: 'Root=1-a;Lineage=17:1df6af57:16' });
  await world.fabric.queue('lambda-events').publish('us-east-1:000000000000:lost', Buffer.from('no event'));
  await world.clock.advance(1_000);
  const measured = world.measured();
  for (const name of ['fails', 'none', 'gone', 'fn', 'lost'])
    assert.equal(measured[`AsyncEventsDropped ${name}`], 1, name);
  assert.equal(measured['RecursiveInvocationsDropped fn'], 1);
  assert.equal(measured['RecursiveInvocationsDropped fails'], undefined);
});

test('each time that a destination or a dead-letter queue cannot be told is counted', async () => {
  const world = new AsyncWorld();
  world.put('fn', fails);
  world.configure('fn', { retriesMax: 0, onFailure: other });
  world.change('fn', (record) => ({ ...record, latest: { ...record.latest, deadLetterTarget: dead } }));
  let failures = 3;
  world.answerCall = ({ service }) => {
    if (service === 'lambda') throw new AwsError('AccessDeniedException', 'no', 403);
    failures -= 1;
    if (failures > 0) throw new AwsError('ServiceUnavailable', 'later', 503);
    return {};
  };
  await world.accept('fn');
  await world.clock.advance(60_000);
  const measured = world.measured();
  assert.deepEqual(
    [measured['DestinationDeliveryFailures fn'], measured['DeadLetterErrors fn'], await world.depth()],
    [1, 2, 0],
  );
});
