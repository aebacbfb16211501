/** Every path of an event through time: six hours of them, in milliseconds. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServiceException, TooManyRequestsException } from '../errors.ts';
import { AsyncWorld, fails, type Handler, succeeds, traceHeader } from './async-world.fixture.ts';

const hour = 3_600_000;
const other = 'arn:aws:lambda:us-east-1:000000000000:function:other';
const throttled: Handler = () => {
  throw new TooManyRequestsException('ConcurrentInvocationLimitExceeded');
};

test('an event is run once, as it was accepted, and is gone', async () => {
  const world = new AsyncWorld();
  world.put('fn', succeeds);
  const requestId = await world.accept('fn', { clientContext: '{"c":1}' });
  await world.clock.advance(7 * hour);
  assert.deepEqual(
    world.runs.map(({ request }) => request),
    [
      {
        requestId,
        payload: Buffer.from('{"event":1}'),
        invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:fn',
        clientContext: '{"c":1}',
        traceId: traceHeader,
        asynchronous: true,
        logTail: false,
      },
    ],
  );
  assert.equal(await world.depth(), 0);
  assert.deepEqual([world.called, world.logged], [[], []]);
});

test('a failing function is run again after one and two minutes more, under the same id, then the event is given up', async () => {
  const world = new AsyncWorld();
  world.put('fn', fails);
  world.configure('fn', { onFailure: other, onSuccess: other });
  const requestId = await world.accept('fn');
  await world.clock.advance(7 * hour);
  assert.deepEqual(world.secondsOf('fn'), [0, 60, 180]);
  assert.deepEqual(new Set(world.runs.map(({ request }) => request.requestId)), new Set([requestId]));
  assert.equal(await world.depth(), 0);
  assert.deepEqual(world.records(), [
    {
      version: '1.0',
      timestamp: new Date(world.startMs + 180_000).toISOString(),
      requestContext: {
        requestId,
        functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:fn:$LATEST',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: { event: 1 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorMessage: 'failure 3' },
    },
  ]);
});

test('a retry that succeeds ends it, and its destination hears of the success', async () => {
  const world = new AsyncWorld();
  world.put('fn', (request, run) => (run < 2 ? fails : succeeds)(request, run));
  world.configure('fn', { onSuccess: other });
  await world.accept('fn');
  await world.clock.advance(7 * hour);
  assert.deepEqual(world.secondsOf('fn'), [0, 60]);
  const [record] = world.records();
  assert.equal(record?.requestContext.condition, 'Success');
  assert.equal(record?.requestContext.approximateInvokeCount, 2);
  assert.equal(record?.responsePayload, 'done');
});

test('retries as the configuration has them, with the age before which they must begin', async () => {
  for (const [config, seconds, condition] of [
    [{ retriesMax: 0 }, [0], 'RetriesExhausted'],
    [{ retriesMax: 1 }, [0, 60], 'RetriesExhausted'],
    [{ ageSecondsMax: 60 }, [0], 'EventAgeExceeded'],
    [{ ageSecondsMax: 150 }, [0, 60], 'EventAgeExceeded'],
  ] as const) {
    const world = new AsyncWorld();
    world.put('fn', fails);
    world.configure('fn', { ...config, onFailure: other });
    await world.accept('fn');
    await world.clock.advance(7 * hour);
    assert.deepEqual(world.secondsOf('fn'), seconds, JSON.stringify(config));
    const [record] = world.records();
    assert.deepEqual(
      [record?.requestContext.condition, record?.requestContext.approximateInvokeCount],
      [condition, seconds.length],
    );
    assert.deepEqual(record?.responsePayload, { errorMessage: `failure ${seconds.length}` });
  }
});

test('each version and alias has a configuration of its own, or the default', async () => {
  const world = new AsyncWorld();
  world.put('fn', fails, {
    aliases: [{ name: 'live', functionVersion: '$LATEST', description: '', revisionId: 'r' }],
  });
  world.configure('fn', { retriesMax: 0, onFailure: other });
  await world.accept('fn', { qualifier: 'live' });
  await world.clock.advance(7 * hour);
  assert.deepEqual([world.secondsOf('fn'), world.called], [[0, 60, 180], []]);
  assert.equal(world.runs[0]?.request.invokedFunctionArn.endsWith(':fn:live'), true);
});

test('a throttled event is tried for six hours, ever more slowly, and never counts as run', async () => {
  const world = new AsyncWorld();
  world.put('fn', throttled);
  world.configure('fn', { onFailure: other, retriesMax: 0 });
  await world.accept('fn');
  await world.clock.advance(6 * hour - 1);
  const seconds = world.secondsOf('fn');
  assert.deepEqual(seconds.slice(0, 11), [0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 811]);
  assert.ok(
    seconds.slice(10).every((second, index) => second === 811 + 300 * index),
    String(seconds),
  );
  assert.equal(world.called.length, 0);
  await world.clock.advance(1);
  assert.equal(await world.depth(), 0);
  assert.equal(world.secondsOf('fn').length, seconds.length);
  const [record] = world.records();
  assert.deepEqual(
    [record?.requestContext.condition, record?.requestContext.approximateInvokeCount],
    ['EventAgeExceeded', 0],
  );
  assert.deepEqual(Object.keys(record ?? {}).includes('responseContext'), false);
});

test('faults of the platform and functions that are not active are waited for too', async () => {
  const world = new AsyncWorld();
  world.put('fn', (request, run) => {
    if (run <= 3) throw new ServiceException('no environment');
    return succeeds(request, run);
  });
  world.put('pending', succeeds);
  world.change('pending', (record) => ({ ...record, latest: { ...record.latest, state: 'Failed' } }));
  await world.accept('fn');
  await world.accept('pending');
  await world.clock.advance(100_000);
  assert.deepEqual(world.secondsOf('fn'), [0, 1, 3, 7]);
  assert.deepEqual(world.secondsOf('pending'), []);
  world.change('pending', (record) => ({ ...record, latest: { ...record.latest, state: 'Active' } }));
  await world.clock.advance(100_000);
  assert.deepEqual([world.secondsOf('pending'), await world.depth()], [[127], 0]);
});

test('throttles between failures start from the shortest wait again', async () => {
  const world = new AsyncWorld();
  const answers = [throttled, throttled, fails, throttled, fails, succeeds];
  world.put('fn', (request, run) => (answers[run - 1] ?? succeeds)(request, run));
  await world.accept('fn');
  await world.clock.advance(hour);
  assert.deepEqual(world.secondsOf('fn'), [0, 1, 3, 63, 64, 184]);
});

test('with nothing reserved for it a function is not run: its events end at once', async () => {
  const world = new AsyncWorld();
  world.put('fn', succeeds, { reservedConcurrency: 0 });
  world.configure('fn', { onFailure: other });
  const requestId = await world.accept('fn');
  await world.clock.advance(0);
  assert.deepEqual([world.runs, await world.depth()], [[], 0]);
  assert.deepEqual(world.records(), [
    {
      version: '1.0',
      timestamp: new Date(world.startMs).toISOString(),
      requestContext: {
        requestId,
        functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:fn:$LATEST',
        condition: 'ZeroReservedConcurrency',
        approximateInvokeCount: 0,
      },
      requestPayload: { event: 1 },
    },
  ]);
});

test('an event that comes round in a loop ends at its destination, unless the function allows it', async () => {
  const world = new AsyncWorld();
  world.put('fn', succeeds);
  world.put('allows', succeeds, { recursiveLoop: 'Allow' });
  world.configure('fn', { onFailure: other });
  for (const [name, anchor] of [
    ['fn', '1df6af57'],
    ['allows', '2528c099'],
  ] as const) {
    await world.accept(name, { traceHeader: `Root=1-a;Lineage=17:${anchor}:16` });
  }
  await world.clock.advance(0);
  assert.deepEqual([world.secondsOf('fn'), world.secondsOf('allows')], [[], [0]]);
  assert.equal(world.records()[0]?.requestContext.condition, 'RecursiveInvocation');
});

test('what is configured while an event waits is what happens to it', async () => {
  const world = new AsyncWorld();
  world.put('fn', fails);
  await world.accept('fn');
  await world.clock.advance(30_000);
  world.configure('fn', { retriesMax: 1, onFailure: other });
  await world.clock.advance(hour);
  assert.deepEqual(world.secondsOf('fn'), [0, 60]);
  assert.equal(world.called.length, 1);

  world.put('fn', throttled);
  await world.accept('fn');
  await world.clock.advance(10_000);
  world.configure('fn', { ageSecondsMax: 60 });
  world.put('fn', succeeds, { reservedConcurrency: 0 });
  await world.clock.advance(10_000);
  assert.equal(await world.depth(), 0);
});

test('events of what is deleted are dropped with a line in the log', async () => {
  const world = new AsyncWorld();
  world.put('fn', fails, {
    aliases: [{ name: 'live', functionVersion: '$LATEST', description: '', revisionId: 'r' }],
  });
  await world.accept('fn', { qualifier: 'live' });
  await world.clock.advance(1_000);
  world.change('fn', ({ aliases: _aliases, ...record }) => record);
  await world.clock.advance(60_000);
  assert.match(world.logged[0] ?? '', /^dropped an event .*function:fn:live","requestId":"request-1"/);
  await world.accept('fn');
  await world.clock.advance(1_000);
  world.delete('fn');
  await world.clock.advance(60_000);
  assert.match(world.logged[1] ?? '', /^dropped an event .*function:fn","requestId":"request-2"/);
  assert.deepEqual([world.logged.length, world.runs.length, await world.depth()], [2, 2, 0]);
});

test('an update that is through is what retries run', async () => {
  const world = new AsyncWorld();
  world.put('fn', fails);
  await world.accept('fn');
  await world.clock.advance(1_000);
  world.change('fn', (record) => ({ ...record, latest: { ...record.latest, version: 'new' } }));
  await world.clock.advance(60_000);
  assert.deepEqual(
    world.runs.map(({ version }) => version),
    ['$LATEST', 'new'],
  );
});
