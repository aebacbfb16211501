/** Provisioned concurrency as its configurations and the callers of Invoke see it. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { AwsError } from '#wire';
import { functionRecord, openInvokeWorld, text } from '../../invoke/invoke-world.fixture.ts';
import type {
  AliasRecord,
  FunctionRecord,
  ProvisionedRecord,
  VersionRecord,
} from '../../records/function.ts';
import { idleMsMax, provisionedBillingMs, startSlotMs } from '../limits.ts';
import type { PlacementLimits } from '../placement.ts';
import type { ScriptedRuntime } from '../scripted-launcher.fixture.ts';

type World = Awaited<ReturnType<typeof openWorld>>;

async function openWorld(t: TestContext, limits: Partial<PlacementLimits> = {}) {
  const world = await openInvokeWorld({ startsInFlightMax: 8, ...limits });
  t.after(() => world.close());
  return world;
}

const config = (qualifier: string, requested: number, lastModified = '1'): ProvisionedRecord => ({
  qualifier,
  requested,
  lastModified,
});

const alias = (functionVersion: string, additional?: AliasRecord['additional']): AliasRecord => ({
  name: 'live',
  functionVersion,
  description: '',
  revisionId: 'r',
  ...(additional === undefined ? {} : { additional }),
});

/** A function with the versions 1 and 2. */
function published(
  provisioned: readonly ProvisionedRecord[],
  members: Partial<FunctionRecord> = {},
): FunctionRecord {
  const record = functionRecord('fn', {}, { provisioned, ...members });
  const versions = ['1', '2'].map((version) => ({
    ...record.latest,
    version,
    environmentKey: `fn-version-${version}`,
  }));
  return { ...record, versions };
}

function versionOf({ versions = [] }: FunctionRecord, name: string): VersionRecord {
  const version = versions.find((each) => each.version === name);
  assert.ok(version);
  return version;
}

function change(world: World, record: FunctionRecord): void {
  world.invoker.functionChanged(record, record);
}

function statusOf(world: World, record: FunctionRecord): string {
  const [first] = record.provisioned ?? [];
  assert.ok(first);
  const { available, state, reason } = world.invoker.provisionedStatus(record, first);
  return [state, available, ...(reason === undefined ? [] : [reason])].join(' ');
}

/** Environments that have started and become ready, or have failed, by now. */
async function started(world: World, count: number): Promise<readonly ScriptedRuntime[]> {
  for (let index = 0; index < count; index += 1) await world.launcher.runtime(index);
  await world.clock.advance(1);
  return world.launcher.runtimes;
}

const typeOf = ({ spec }: ScriptedRuntime): unknown => spec.variables.AWS_LAMBDA_INITIALIZATION_TYPE;

async function serve(runtime: ScriptedRuntime, body: string): Promise<void> {
  for (;;) {
    const { head } = await runtime.invoked();
    runtime.respond(head.requestId, body);
  }
}

/** Provisions what the record asks for; all of it is ready. */
async function provision(world: World, record: FunctionRecord, count: number) {
  change(world, record);
  const runtimes = (await started(world, count)).slice(0, count);
  assert.equal(statusOf(world, record), `READY ${count}`);
  return runtimes;
}

test('as many as were asked for are initialised before anybody calls', async (t) => {
  const world = await openWorld(t);
  world.launcher.autoReady = false;
  const record = published([config('1', 2)]);
  change(world, record);
  assert.equal(statusOf(world, record), 'IN_PROGRESS 0');
  const [first, second] = await started(world, 2);
  first?.ready();
  await world.clock.advance(1);
  assert.equal(statusOf(world, record), 'IN_PROGRESS 1');
  second?.ready();
  await world.clock.advance(1);
  assert.equal(statusOf(world, record), 'READY 2');
  assert.deepEqual(world.launcher.runtimes.map(typeOf), [
    'provisioned-concurrency',
    'provisioned-concurrency',
  ]);
  await world.clock.advance(idleMsMax * 2);
  assert.deepEqual(
    world.launcher.runtimes.map(({ killed }) => killed),
    [false, false],
    'however long nobody calls',
  );
});

test('the log of a provisioned environment says what it is', async (t) => {
  const world = await openWorld(t);
  const jsonLogging = { applicationLevel: 'INFO', systemLevel: 'DEBUG' } as const;
  const record = published([config('1', 1)]);
  const versions = record.versions?.map((version) => ({ ...version, jsonLogging })) ?? [];
  await provision(world, { ...record, versions }, 1);
  const events = world.logs.lines(0).map((line) => JSON.parse(line));
  assert.deepEqual(
    events.map(({ type, record: { initializationType } }) => [type, initializationType]),
    ['initStart', 'initRuntimeDone', 'initReport'].map((name) => [
      `platform.${name}`,
      'provisioned-concurrency',
    ]),
  );
});

test('provisioned environments come first, what they cannot take is started on demand', async (t) => {
  const world = await openWorld(t);
  const record = published([config('1', 1)]);
  const [provisioned] = await provision(world, record, 1);
  assert.ok(provisioned);
  const call = () => world.invoke(record, {}, versionOf(record, '1'));
  const first = call();
  const { head } = await provisioned.invoked();
  const spilled = call();
  const onDemand = await world.launcher.runtime(1);
  assert.equal(typeOf(onDemand), 'on-demand');
  void serve(onDemand, '"on demand"');
  assert.equal(text(await spilled), '"on demand"');
  provisioned.respond(head.requestId, '"provisioned"');
  assert.equal(text(await first), '"provisioned"');
  void serve(provisioned, '"provisioned"');
  for (let round = 0; round < 3; round += 1) assert.equal(text(await call()), '"provisioned"');

  const named = (name: string) =>
    [...world.metrics.summaries()].find(({ id }) => id.name === name && 'FunctionName' in id.dimensions);
  assert.equal(named('ProvisionedConcurrencyInvocations')?.sum, 4);
  assert.equal(named('ProvisionedConcurrencySpilloverInvocations')?.sum, 1);
  assert.equal(named('ProvisionedConcurrentExecutions')?.last, 0);
  assert.equal(named('ProvisionedConcurrencyUtilization')?.sum, 4, 'all of one, four times');
});

test('whoever waits for an environment on demand may get a provisioned one that is free sooner', async (t) => {
  const world = await openWorld(t);
  const record = published([config('1', 1)]);
  const [provisioned] = await provision(world, record, 1);
  assert.ok(provisioned);
  world.launcher.autoReady = false;
  const calls = ['a', 'b'].map((requestId) => world.invoke(record, { requestId }, versionOf(record, '1')));
  await world.launcher.runtime(1);
  void serve(provisioned, '"provisioned"');
  assert.deepEqual((await Promise.all(calls)).map(text), ['"provisioned"', '"provisioned"']);
});

test('a provisioned environment serves ten requests a second, further ones are started on demand', async (t) => {
  const world = await openWorld(t);
  const record = published([config('1', 1)]);
  const [provisioned] = await provision(world, record, 1);
  assert.ok(provisioned);
  void serve(provisioned, '"provisioned"');
  const call = async () => text(await world.invoke(record, {}, versionOf(record, '1')));
  for (let round = 0; round < 10; round += 1) assert.equal(await call(), '"provisioned"');
  const eleventh = call();
  void serve(await world.launcher.runtime(1), '"on demand"');
  assert.equal(await eleventh, '"on demand"');
  await world.clock.advance(100);
  assert.equal(await call(), '"provisioned"');
});

test('a reservation that is all provisioned leaves $LATEST nothing', async (t) => {
  const world = await openWorld(t);
  const record = published([config('1', 2)], { reservedConcurrency: 2 });
  const [first] = await provision(world, record, 2);
  assert.ok(first);
  const refused = await world.invoke(record).catch((error: unknown) => error);
  assert.ok(refused instanceof AwsError);
  assert.equal(refused.fields.Reason, 'ReservedFunctionConcurrentInvocationLimitExceeded');
  for (const runtime of world.launcher.runtimes) void serve(runtime, '"provisioned"');
  const served = await Promise.all([1, 2].map(() => world.invoke(record, {}, versionOf(record, '1'))));
  assert.deepEqual(served.map(text), ['"provisioned"', '"provisioned"']);
});

test('provisioned invocations take nothing of what the account shares', async (t) => {
  const world = await openWorld(t);
  world.reserved.concurrency = 1000;
  const record = published([config('1', 1)]);
  const [provisioned] = await provision(world, record, 1);
  assert.ok(provisioned);
  void serve(provisioned, '1');
  assert.equal(text(await world.invoke(record, {}, versionOf(record, '1'))), '1');
  await assert.rejects(world.invoke(record), { code: 'TooManyRequestsException' });
});

test('an alias that moves is served by the old version until the new one is ready', async (t) => {
  const world = await openWorld(t);
  const before = published([config('live', 1)], { aliases: [alias('1')] });
  const [old] = await provision(world, before, 1);
  assert.ok(old);
  world.launcher.autoReady = false;
  const after = { ...before, aliases: [alias('2')] };
  change(world, after);
  const [, fresh] = await started(world, 2);
  assert.equal(fresh?.spec.variables.AWS_LAMBDA_FUNCTION_VERSION, '2');
  assert.equal(statusOf(world, after), 'IN_PROGRESS 1', 'the old count, until it is swapped');
  assert.equal(old.killed, false);
  fresh?.ready();
  await world.clock.advance(1);
  assert.equal(statusOf(world, after), 'READY 1');
  assert.equal(old.killed, true);
});

test('while an alias has two versions, they share by its weight', async (t) => {
  const world = await openWorld(t);
  const before = published([config('live', 4)], { aliases: [alias('1')] });
  await provision(world, before, 4);
  const shifting = { ...before, aliases: [alias('1', { version: '2', weight: 0.25 })] };
  change(world, shifting);
  await started(world, 5);
  assert.equal(statusOf(world, shifting), 'READY 4');
  const alive = world.launcher.runtimes.filter(({ killed }) => !killed);
  assert.deepEqual(
    alive.map(({ spec }) => spec.variables.AWS_LAMBDA_FUNCTION_VERSION),
    ['1', '1', '1', '2'],
  );
});

test('more and fewer: only the difference is started or let go', async (t) => {
  const world = await openWorld(t);
  await provision(world, published([config('1', 1)]), 1);
  await provision(world, published([config('1', 3, '2')]), 3);
  const fewer = published([config('1', 1, '3')]);
  change(world, fewer);
  assert.equal(statusOf(world, fewer), 'READY 1');
  await world.clock.advance(1);
  assert.deepEqual(world.launcher.runtimes.filter(({ killed }) => killed).length, 2);
  change(world, published([]));
  await world.clock.advance(1);
  assert.ok(world.launcher.runtimes.every(({ killed }) => killed));
  assert.equal(world.launcher.runtimes.length, 3);
  assert.equal(world.borrowed.count, 0);
});

test('a busy environment that is not wanted any more ends after its invocation', async (t) => {
  const world = await openWorld(t);
  const record = published([config('1', 1)]);
  const [provisioned] = await provision(world, record, 1);
  assert.ok(provisioned);
  const call = world.invoke(record, {}, versionOf(record, '1'));
  const { head } = await provisioned.invoked();
  change(world, published([]));
  assert.equal(provisioned.killed, false);
  provisioned.respond(head.requestId, '1');
  assert.equal(text(await call), '1');
  assert.equal(provisioned.killed, true);
});

test('one that dies is replaced, and is READY all the while', async (t) => {
  const world = await openWorld(t);
  const record = published([config('1', 2)]);
  const [first] = await provision(world, record, 2);
  first?.exit({ code: 1, signal: null });
  await started(world, 3);
  assert.equal(statusOf(world, record), 'READY 2');
});

test('three inits in a row that fail: FAILED, and nothing is started until the configuration is new', async (t) => {
  const world = await openWorld(t);
  world.launcher.autoReady = false;
  const record = published([config('1', 1)]);
  change(world, record);
  for (let index = 0; index < 3; index += 1) {
    assert.equal(statusOf(world, record), 'IN_PROGRESS 0');
    (await world.launcher.runtime(index)).initError('Runtime.ImportModuleError', '{}');
    await world.clock.advance(startSlotMs);
  }
  await world.clock.advance(600_000);
  assert.equal(statusOf(world, record), 'FAILED 0 FUNCTION_ERROR_INIT_FAILURE');
  assert.equal(world.launcher.runtimes.length, 3);
  const again = published([config('1', 1, '2')]);
  change(world, again);
  (await world.launcher.runtime(3)).ready();
  await world.clock.advance(1);
  assert.equal(statusOf(world, again), 'READY 1');
});

test('a node that cannot start anything fails too', async (t) => {
  const world = await openWorld(t);
  world.launcher.failure = new Error('the launcher is gone');
  const record = published([config('1', 1)]);
  change(world, record);
  await world.clock.advance(1_000);
  assert.equal(statusOf(world, record), 'FAILED 0 The execution environment could not be started.');
});

test('init may take 130 s, or the timeout where that is longer', async (t) => {
  const world = await openWorld(t);
  world.launcher.autoReady = false;
  const record = published([config('1', 1)]);
  change(world, record);
  const [slow] = await started(world, 1);
  await world.clock.advance(129_000);
  assert.equal(slow?.killed, false);
  await world.clock.advance(2_000);
  assert.equal(slow?.killed, true);
});

test('nothing is started before Lambent is reached, and then all of it', async (t) => {
  const world = await openInvokeWorld({}, { isReached: false });
  t.after(() => world.close());
  const record = published([config('1', 1)]);
  change(world, record);
  await world.clock.advance(1_000);
  assert.equal(world.launcher.runtimes.length, 0);
  assert.equal(statusOf(world, record), 'IN_PROGRESS 0');
  world.invoker.beginProvisioning([record]);
  await started(world, 1);
  assert.equal(statusOf(world, record), 'READY 1');
});

test('those who wait are started for first, and a full node lets go of idle ones for provisioned ones', async (t) => {
  const world = await openWorld(t, { startsInFlightMax: 1, environmentsMax: 2 });
  const other = functionRecord('other');
  const call = world.invoke(other);
  const record = published([config('1', 2)]);
  change(world, record);
  const first = await world.launcher.runtime(0);
  assert.equal(first.spec.variables.AWS_LAMBDA_FUNCTION_NAME, 'other');
  void serve(first, '1');
  await call;
  await started(world, 3);
  assert.equal(first.killed, true, 'idle, and in the way');
  assert.equal(statusOf(world, record), 'READY 2');
  const throttled = world.invoke(other).catch((error: unknown) => error);
  await world.clock.advance(61_000);
  assert.ok((await throttled) instanceof AwsError, 'provisioned ones are not let go for others');
});

test('what is allocated is billed by the minute, used or not', async (t) => {
  const world = await openWorld(t);
  await provision(world, published([config('1', 2)]), 2);
  await world.clock.advance(provisionedBillingMs);
  await world.clock.advance(30_000);
  change(world, published([]));
  await world.clock.advance(1);
  const seconds = world.usage.bills.map(({ used }) => Math.round((used.provisionedGbSeconds ?? 0) * 8));
  assert.deepEqual(seconds, [120, 60], 'two environments of an eighth of a gigabyte');
});
