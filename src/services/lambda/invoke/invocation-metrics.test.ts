/** What invocations leave in metrics and on the bill. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createMetricStore } from '#observe';
import { InvocationMetrics } from './invocation-metrics.ts';
import { functionRecord, openInvokeWorld } from './invoke-world.fixture.ts';
import { metricHandlesMax } from './limits.ts';

type World = Awaited<ReturnType<typeof openInvokeWorld>>;

async function openWorld(t: TestContext): Promise<World> {
  const world = await openInvokeWorld();
  t.after(() => world.close());
  return world;
}

/** Sums of counts and durations, and the last of each level, by name and dimensions. */
function metricsOf({ metrics }: World): Record<string, number> {
  return Object.fromEntries(
    [...metrics.summaries()].map(({ id, sum, last }) => [
      [id.name, ...Object.values(id.dimensions)].join(' '),
      id.kind === 'level' ? last : sum,
    ]),
  );
}

test('a served invocation and a failed one, by what they were called by', async (t) => {
  const world = await openWorld(t);
  const record = functionRecord('fn', { ephemeralStorageMiB: 1536, memoryMiB: 512 });
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:fn';
  world.launcher.autoReady = false;
  const cold = world.invoke(record, { invokedFunctionArn: arn });
  const runtime = await world.launcher.runtime(0);
  await world.clock.advance(100);
  runtime.ready();
  const first = await runtime.invoked();
  assert.equal(metricsOf(world)['ConcurrentExecutions fn'], 1);
  assert.equal(metricsOf(world)['ConcurrentExecutions fn fn'], 1);
  await world.clock.advance(20);
  runtime.respond(first.head.requestId, '1');
  await cold;
  const failed = world.invoke(record, { invokedFunctionArn: `${arn}:live` });
  const second = await runtime.invoked();
  await world.clock.advance(30);
  runtime.fail(second.head.requestId, 'Error', '{}');
  await failed;
  assert.deepEqual(metricsOf(world), {
    ConcurrentExecutions: 0,
    'ConcurrentExecutions fn': 0,
    UnreservedConcurrentExecutions: 0,
    ClaimedAccountConcurrency: 0,
    'Invocations fn fn': 1,
    'Errors fn fn': 0,
    'Throttles fn fn': 0,
    'Duration fn fn': 20,
    'ConcurrentExecutions fn fn': 0,
    'Invocations fn fn:live': 1,
    'Errors fn fn:live': 1,
    'Throttles fn fn:live': 0,
    'Duration fn fn:live': 30,
    'ConcurrentExecutions fn fn:live': 0,
  });
  const of = {
    account: '000000000000',
    region: 'us-east-1',
    functionName: 'fn',
    architecture: 'x86_64' as const,
  };
  assert.deepEqual(
    world.usage.bills,
    [
      { of, used: { requests: 1, gbSeconds: 0.06, ephemeralGbSeconds: 0.12 } },
      { of, used: { requests: 1, gbSeconds: 0.015, ephemeralGbSeconds: 0.03 } },
    ],
    'the first pays for its init',
  );
});

for (const [how, answer] of [
  ['times out', undefined],
  ['is answered in time, but whose output is late,', '"in time"'],
] as const) {
  test(`an invocation that ${how} takes its timeout at most, in the log, the metric and the bill`, async (t) => {
    const world = await openWorld(t);
    const call = world.invoke(functionRecord('fn', { memoryMiB: 1024, timeoutSeconds: 2 }));
    const runtime = await world.launcher.runtime(0);
    const { head } = await runtime.invoked();
    await world.clock.advance(1_500);
    if (answer !== undefined) {
      runtime.promise(1);
      runtime.respond(head.requestId, answer);
      for (let turn = 0; turn < 50; turn += 1) await world.clock.advance(0);
    }
    await world.clock.advance(1_000);
    const { payload, functionError } = await call;
    if (answer === undefined) assert.equal(functionError, 'Unhandled');
    else assert.equal(String(payload), answer);
    assert.match(String(world.logs.lines(0).at(-1)), /\tDuration: 2000\.00 ms\tBilled Duration: 2000 ms\t/);
    assert.equal(metricsOf(world)['Duration fn fn'], 2_000);
    assert.equal(world.usage.bills[0]?.used.gbSeconds, 2);
  });
}

test('a throttled invocation is neither invoked nor billed', async (t) => {
  const world = await openWorld(t);
  const record = functionRecord('fn', {}, { reservedConcurrency: 0 });
  await assert.rejects(world.invoke(record));
  const { 'Throttles fn fn': throttles, 'Invocations fn fn': invocations } = metricsOf(world);
  assert.deepEqual([throttles, invocations, world.usage.bills.length], [1, 0, 0]);
});

test('a function with a reservation does not count as unreserved', async (t) => {
  const world = await openWorld(t);
  const call = world.invoke(functionRecord('fn', {}, { reservedConcurrency: 1 }));
  const runtime = await world.launcher.runtime(0);
  const { head } = await runtime.invoked();
  const { ConcurrentExecutions: all, UnreservedConcurrentExecutions: unreserved } = metricsOf(world);
  assert.deepEqual([all, unreserved], [1, 0]);
  runtime.respond(head.requestId, '1');
  await call;
});

test('what nobody else can have of an account: its unreserved executions, and all that functions keep', async (t) => {
  const world = await openWorld(t);
  const claimed = () => metricsOf(world).ClaimedAccountConcurrency;
  world.reserved.concurrency = 30;
  const call = world.invoke(functionRecord('fn'));
  const runtime = await world.launcher.runtime(0);
  const { head } = await runtime.invoked();
  assert.equal(claimed(), 31);
  world.reserved.concurrency = 50;
  world.invoker.functionChanged(functionRecord('other'), functionRecord('other'));
  assert.equal(claimed(), 51, 'a setting counts at once');
  runtime.respond(head.requestId, '1');
  await call;
  assert.equal(claimed(), 50);
});

test('what a weighted alias is invoked for is counted by the version that ran, and nothing else is', () => {
  const store = createMetricStore();
  const metrics = new InvocationMetrics(store);
  const alias = { name: 'live', functionVersion: '1', description: '', revisionId: 'r' };
  const [first, second] = ['1', '2'].map((version) => functionRecord('live', { version }).latest);
  assert.ok(first && second);
  const plain = functionRecord('live', {}, { versions: [first, second], aliases: [alias] });
  const weighted = { ...plain, aliases: [{ ...alias, additional: { version: '2', weight: 0.5 } }] };
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:live';
  metrics.of(plain, first, `${arn}:live`).invocations.add(1);
  metrics.of(weighted, first, `${arn}:live`).invocations.add(2);
  metrics.of(weighted, second, `${arn}:live`).invocations.add(4);
  metrics.of(weighted, second, `${arn}:2`).invocations.add(8);
  metrics.of(weighted, weighted.latest, arn).invocations.add(16);
  const counted = [...store.summaries()].filter(({ id: { name } }) => name === 'Invocations');
  const of = (Resource: string, rest = {}) => ({ FunctionName: 'live', Resource, ...rest });
  assert.deepEqual(
    counted.map(({ id: { dimensions }, sum }) => [sum, dimensions]),
    [
      [1, of('live:live')],
      [2, of('live:live', { ExecutedVersion: '1' })],
      [4, of('live:live', { ExecutedVersion: '2' })],
      [8, of('live:2')],
      [16, of('live')],
    ],
  );
});

test('handles are kept, but not without bound', () => {
  const metrics = new InvocationMetrics(createMetricStore());
  const record = functionRecord('fn');
  const of = (index: number) =>
    metrics.of(record, record.latest, `arn:aws:lambda:eu-west-1:1:function:fn:${index}`);
  const first = of(0);
  assert.equal(of(0), first);
  const running = of(-1);
  running.changeRunning(1);
  for (let index = 1; index <= metricHandlesMax; index += 1) of(index);
  assert.notEqual(of(0), first);
  assert.equal(of(-1), running, 'what runs is counted by who counted its beginning');
  assert.equal(of(0).invocations, first.invocations, 'the metric is the same all along');
});
