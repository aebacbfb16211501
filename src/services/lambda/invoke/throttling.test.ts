/** Concurrency limits as the callers of Invoke meet them. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { AwsError } from '#wire';
import { accountConcurrencyMax, placementMsMax } from '../environments/limits.ts';
import type { PlacementLimits } from '../environments/placement.ts';
import type { FunctionRecord } from '../records/function.ts';
import { functionRecord, openInvokeWorld } from './invoke-world.fixture.ts';

async function openWorld(t: TestContext, limits: Partial<PlacementLimits> = {}) {
  const world = await openInvokeWorld({ environmentsMax: 20, startsInFlightMax: 20, ...limits });
  t.after(() => world.close());
  return world;
}

type World = Awaited<ReturnType<typeof openWorld>>;

const reserving = (name: string, reservedConcurrency: number): FunctionRecord =>
  functionRecord(name, {}, { reservedConcurrency });

/** The reason of each invocation's throttle, or `served`. */
async function outcomes(calls: readonly Promise<unknown>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const settled of await Promise.allSettled(calls)) {
    const outcome = settled.status === 'fulfilled' ? 'served' : reasonOf(settled.reason);
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

function reasonOf(error: unknown): string {
  assert.ok(error instanceof AwsError);
  assert.deepEqual(
    [error.code, error.status, error.message, error.headers],
    ['TooManyRequestsException', 429, 'Rate Exceeded.', { 'Retry-After': '1' }],
  );
  return String(error.fields.Reason);
}

/** Answers everything that the environments started so far, and those to come, are given. */
function answerAll({ launcher }: World): void {
  const serve = async (index: number): Promise<void> => {
    const runtime = await launcher.runtime(index);
    void serve(index + 1);
    for (;;) {
      const { head } = await runtime.invoked();
      runtime.respond(head.requestId, '1');
    }
  };
  void serve(0);
}

const many = (world: World, record: FunctionRecord, count: number): Promise<unknown>[] =>
  Array.from({ length: count }, () => world.invoke(record));

const reserved = 'ReservedFunctionConcurrentInvocationLimitExceeded';
const account = 'ConcurrentInvocationLimitExceeded';

test('a saturated reservation: what is served and what is throttled add up, and nothing waits for ever', async (t) => {
  const world = await openWorld(t);
  const record = reserving('saturated', 5);
  const calls = many(world, record, 200);
  answerAll(world);
  assert.deepEqual(await outcomes(calls), { served: 5, [reserved]: 195 });
  assert.deepEqual(await outcomes(many(world, record, 5)), { served: 5 }, 'what has ended makes room again');
  assert.ok(world.launcher.runtimes.length <= 5);
});

test('zero reserved: nothing runs, and nothing is started', async (t) => {
  const world = await openWorld(t);
  assert.deepEqual(await outcomes(many(world, reserving('blocked', 0), 3)), { [reserved]: 3 });
  assert.equal(world.launcher.runtimes.length, 0);
});

test('functions without a reservation share what the others leave, and those keep theirs', async (t) => {
  const world = await openWorld(t);
  world.reserved.concurrency = 900;
  const kept = reserving('kept', 900);
  const shared = [...many(world, functionRecord('a'), 60), ...many(world, functionRecord('b'), 60)];
  const own = many(world, kept, 10);
  answerAll(world);
  const [sharedOutcomes, ownOutcomes] = await Promise.all([outcomes(shared), outcomes(own)]);
  assert.deepEqual(sharedOutcomes, { served: accountConcurrencyMax - 900, [account]: 20 });
  assert.deepEqual(ownOutcomes, { served: 10 });
});

test('accounts and regions do not share', async (t) => {
  const world = await openWorld(t);
  world.reserved.concurrency = accountConcurrencyMax - 1;
  const elsewhere = { ...functionRecord('a', { environmentKey: 'elsewhere' }), region: 'eu-west-1' };
  const calls = [...many(world, functionRecord('a'), 2), ...many(world, elsewhere, 2)];
  answerAll(world);
  assert.deepEqual(await outcomes(calls), { served: 2, [account]: 2 });
});

test('a reservation made or given up counts what runs already', async (t) => {
  const world = await openWorld(t);
  const plain = functionRecord('changing');
  const running = many(world, plain, 3);
  const limited = { ...plain, reservedConcurrency: 3 };
  world.invoker.functionChanged(limited, limited);
  assert.deepEqual(await outcomes(many(world, limited, 2)), { [reserved]: 2 });
  world.reserved.concurrency = accountConcurrencyMax - 4;
  const beside = outcomes(many(world, functionRecord('beside'), 5));
  world.invoker.functionChanged(plain, plain);
  assert.deepEqual(
    await outcomes(many(world, plain, 1)),
    { [account]: 1 },
    'three and four run in the pool of four',
  );
  answerAll(world);
  assert.deepEqual(await outcomes(running), { served: 3 });
  assert.deepEqual(await beside, { served: 4, [account]: 1 });
  assert.deepEqual(await outcomes(many(world, plain, 4)), { served: 4 }, 'and all was given back');
});

test('a deleted function takes its count along, its invocations end in the pool', async (t) => {
  const world = await openWorld(t);
  world.reserved.concurrency = accountConcurrencyMax - 2;
  const old = functionRecord('deleted');
  const running = many(world, old, 1);
  await world.launcher.runtime(0);
  world.invoker.functionChanged(old, undefined);
  const fresh = functionRecord('deleted', { environmentKey: 'fresh' });
  const calls = [...running, ...many(world, fresh, 2)];
  answerAll(world);
  assert.deepEqual(await outcomes(calls), { served: 2, [account]: 1 });
  assert.deepEqual(await outcomes(many(world, fresh, 2)), { served: 2 });
});

test('2000 invocations against a reservation of 20 on a node that holds 5: served, throttled and waiting add up', async (t) => {
  const world = await openWorld(t, { environmentsMax: 5 });
  const record = reserving('saturated', 20);
  const settled: Promise<Record<string, number>>[] = [];
  let answered = 0;
  const waves = 20;
  for (let wave = 0; wave < waves; wave += 1) {
    const calls = many(world, record, 100);
    for (const call of calls) call.then(() => (answered += 1)).catch(() => (answered += 1));
    settled.push(outcomes(calls));
  }
  await world.launcher.runtime(4);
  await world.clock.advance(1);
  assert.equal(answered, 1980, 'the others are throttled at once');
  assert.equal(world.launcher.runtimes.length, 5, 'twenty run or wait: 5 and 15');
  answerAll(world);
  const total: Record<string, number> = {};
  for (const counts of await Promise.all(settled)) {
    for (const [outcome, count] of Object.entries(counts)) total[outcome] = (total[outcome] ?? 0) + count;
  }
  assert.deepEqual(total, { served: 20, [reserved]: 1980 });
  const sums = Object.fromEntries(
    [...world.metrics.summaries()]
      .filter(({ id }) => id.kind === 'count')
      .map(({ id, sum }) => [id.name, sum]),
  );
  assert.deepEqual(sums, { Invocations: 20, Errors: 0, Throttles: 1980 });
});

test('those who wait longer than a node may let them are throttled, and give their place back', async (t) => {
  const world = await openWorld(t, { environmentsMax: 1 });
  const record = functionRecord('busy', { timeoutSeconds: 900 }, { reservedConcurrency: 3 });
  const counted = outcomes(many(world, record, 3));
  const runtime = await world.launcher.runtime(0);
  const { head } = await runtime.invoked();
  await world.clock.advance(placementMsMax + 1_000);
  runtime.respond(head.requestId, '1');
  assert.deepEqual(await counted, { served: 1, [account]: 2 });
  answerAll(world);
  assert.deepEqual(await outcomes(many(world, record, 3)), { served: 3 });
});

test('a function that reserves 2 is called at most 20 times a second', async (t) => {
  const world = await openWorld(t);
  const record = reserving('rapid', 2);
  answerAll(world);
  const total: Record<string, number> = {};
  for (let round = 0; round < 15; round += 1) {
    for (const [outcome, count] of Object.entries(await outcomes(many(world, record, 2)))) {
      total[outcome] = (total[outcome] ?? 0) + count;
    }
  }
  const rate = 'ReservedFunctionInvocationRateLimitExceeded';
  assert.deepEqual(total, { served: 20, [rate]: 10 });
  await world.clock.advance(100);
  assert.deepEqual(await outcomes(many(world, record, 2)), { served: 2 });
  assert.deepEqual(await outcomes(many(world, record, 1)), { [rate]: 1 });
});

test('the functions of an account are called ten times a second for each concurrent execution it may have', async (t) => {
  const world = await openInvokeWorld({}, { accountConcurrency: 2 });
  t.after(() => world.close());
  answerAll(world);
  const total: Record<string, number> = {};
  for (let round = 0; round < 15; round += 1) {
    const calls = ['a', 'b'].flatMap((name) => many(world, functionRecord(name), 1));
    for (const [outcome, count] of Object.entries(await outcomes(calls))) {
      total[outcome] = (total[outcome] ?? 0) + count;
    }
  }
  assert.deepEqual(total, { served: 20, FunctionInvocationRateLimitExceeded: 10 });
  assert.deepEqual(await outcomes(many(world, reserving('apart', 1), 1)), { served: 1 });
});

test('a function that has added as many environments as it may is throttled until it may add more', async (t) => {
  const world = await openWorld(t, { scaling: { burst: 2, perSecond: 1 } });
  const record = functionRecord('growing', { timeoutSeconds: 900 });
  const running = many(world, record, 2);
  await world.launcher.runtime(1);
  await world.clock.advance(0);
  assert.deepEqual(await outcomes(many(world, record, 1)), { FunctionInvocationRateLimitExceeded: 1 });
  await world.clock.advance(1_000);
  const third = many(world, record, 1);
  await world.launcher.runtime(2);
  answerAll(world);
  assert.deepEqual(await outcomes([...running, ...third]), { served: 3 });
});

test('200 invocations of one function that sleep run at the same time', async (t) => {
  const world = await openWorld(t, { environmentsMax: 200, startsInFlightMax: 2 });
  const record = functionRecord('sleeping', { timeoutSeconds: 900 });
  const calls = many(world, record, 200);
  for (let index = 1; index < 200; index += 2) {
    await world.launcher.runtime(index);
    await world.clock.advance(1);
  }
  const ids = await Promise.all(
    world.launcher.runtimes.map(async (runtime) => ({ runtime, head: (await runtime.invoked()).head })),
  );
  assert.equal(new Set(ids.map(({ head }) => head.requestId)).size, 200);
  for (const { runtime, head } of ids) runtime.respond(head.requestId, '1');
  assert.deepEqual(await outcomes(calls), { served: 200 });
});

test('a node holds no more than its memory allows, however many more it might count', async (t) => {
  const world = await openWorld(t, { memoryMiBMax: 300 });
  const record = functionRecord('large', { timeoutSeconds: 900, memoryMiB: 128 });
  const calls = many(world, record, 3);
  await world.launcher.runtime(1);
  await world.clock.advance(1_000);
  assert.equal(world.launcher.runtimes.length, 2);
  answerAll(world);
  assert.deepEqual(await outcomes(calls), { served: 3 });
  const huge = functionRecord('huge', { memoryMiB: 10_240 });
  assert.deepEqual(await outcomes(many(world, huge, 1)), { served: 1 }, 'one alone always finds room');
});
