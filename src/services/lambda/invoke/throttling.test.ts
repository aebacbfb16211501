/** Concurrency limits as the callers of Invoke meet them. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { AwsError } from '#wire';
import { accountConcurrencyMax } from '../environments/limits.ts';
import type { FunctionRecord } from '../records/function.ts';
import { functionRecord, openInvokeWorld } from './invoke-world.fixture.ts';

async function openWorld(t: TestContext) {
  const world = await openInvokeWorld({ environmentsMax: 20, startsInFlightMax: 20 });
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
