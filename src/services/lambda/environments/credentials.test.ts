/** What a function calls AWS with: of whom, how long, and who it is from inside. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { executionRole } from '../execution-role.ts';
import { functionRecord, openInvokeWorld, text } from '../invoke/invoke-world.fixture.ts';
import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import { credentialsMsMax, provisionedBillingMs, provisionedRenewalMs } from './limits.ts';
import type { ScriptedRuntime } from './scripted-launcher.fixture.ts';

type World = Awaited<ReturnType<typeof openWorld>>;

async function openWorld(t: TestContext) {
  const world = await openInvokeWorld({ startsInFlightMax: 2 });
  t.after(() => world.close());
  return world;
}

/** Whose session a runtime was given, of all that its variables say. */
function sessionOf({ sessions }: World, { spec }: ScriptedRuntime) {
  const { AWS_SESSION_TOKEN = '', AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = spec.variables;
  const session = sessions.open(AWS_SESSION_TOKEN);
  assert.ok(session);
  assert.deepEqual(
    [AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY],
    [session.accessKeyId, session.secretAccessKey],
  );
  return session;
}

async function served(world: World, record: FunctionRecord, runtime: number): Promise<ScriptedRuntime> {
  const answer = world.invoke(record);
  const serving = await world.launcher.runtime(runtime);
  const { head } = await serving.invoked();
  serving.respond(head.requestId, '1');
  assert.equal(text(await answer), '1');
  return serving;
}

/** A function whose environments are used for so long: their credentials must outlive another invocation. */
const usableFor = (ms: number): Partial<VersionRecord> => ({
  timeoutSeconds: (credentialsMsMax - ms) / 1000,
});

test('an environment has a session of its function’s role, in its function’s account', async (t) => {
  const world = await openWorld(t);
  const account = '123456789012';
  const record = functionRecord('fn', { role: `arn:aws:iam::${account}:role/service-role/r` }, { account });
  const { caller, expiresAtMs } = sessionOf(world, await served(world, record, 0));
  assert.equal(caller.arn, `arn:aws:sts::${account}:assumed-role/r/fn`);
  assert.deepEqual([caller.account, caller.roleArn], [account, record.latest.role]);
  assert.ok(expiresAtMs - world.clock.now() <= credentialsMsMax);
});

test('no function is of an account that is not its own, whatever its role says', () => {
  const id = { account: '123456789012', region: 'us-east-1', name: 'fn' };
  for (const [role, roleArn] of [
    ['arn:aws:iam::999999999999:role/r', 'arn:aws:iam::123456789012:role/r'],
    ['arn:aws:iam::999999999999:role/p/q/r', 'arn:aws:iam::123456789012:role/p/q/r'],
    ['arn:aws:iam::123456789012:roler', 'arn:aws:iam::123456789012:role/r'],
    ['arn:aws:iam::123456789012:role/r/', 'arn:aws:iam::123456789012:role/r'],
    ['arn:aws:iam::123456789012:role//', 'arn:aws:iam::123456789012:role/fn'],
  ] as const) {
    const caller = executionRole(id, role);
    assert.deepEqual([caller.account, caller.roleArn], [id.account, roleArn], role);
  }
});

test('a function that changes its role has it in its next environment', async (t) => {
  const world = await openWorld(t);
  const before = functionRecord('fn');
  const first = await served(world, before, 0);
  const role = 'arn:aws:iam::000000000000:role/other';
  const after = functionRecord('fn', { role, environmentKey: 'fn-2' });
  world.invoker.functionChanged(after, after);
  assert.equal(first.killed, true);
  assert.equal(sessionOf(world, await served(world, after, 1)).caller.roleArn, role);
});

test('from inside an environment is its function, as long as its processes live', async (t) => {
  const world = await openWorld(t);
  const record = functionRecord('fn');
  const runtime = await served(world, record, 0);
  const insider = () => world.insiders.get(runtime.spec.id);
  const { caller } = sessionOf(world, runtime);
  assert.deepEqual(insider(), { caller, region: 'us-east-1' });
  const crashing = world.invoke(record);
  await runtime.invoked();
  runtime.exit({ code: 1, signal: null });
  await crashing;
  assert.equal(insider(), undefined);
  const again = await served(world, record, 1);
  assert.equal(again.spec.id, runtime.spec.id, 'it was reset');
  assert.deepEqual(insider()?.caller, caller);
  world.invoker.functionChanged(record, undefined);
  assert.equal(insider(), undefined);
});

test('an environment whose credentials could end within the next invocation takes none', async (t) => {
  const world = await openWorld(t);
  const record = functionRecord('fn', usableFor(5_000));
  const first = await served(world, record, 0);
  await world.clock.advance(4_000);
  await served(world, record, 0);
  await world.clock.advance(1_000);
  const second = await served(world, record, 1);
  assert.deepEqual([first.killed, second.killed], [true, false]);
  assert.notEqual(second.spec.id, first.spec.id);
  const { expiresAtMs } = sessionOf(world, second);
  assert.equal(expiresAtMs, sessionOf(world, first).expiresAtMs + 5_000);
});

test('one that was reset is not booted again with credentials that end', async (t) => {
  const world = await openWorld(t);
  const record = functionRecord('fn', usableFor(5_000));
  const first = await served(world, record, 0);
  const crashing = world.invoke(record);
  await first.invoked();
  first.exit({ code: 1, signal: null });
  await crashing;
  await world.clock.advance(5_000);
  const second = await served(world, record, 1);
  assert.notEqual(second.spec.id, first.spec.id);
});

test('who waits gets a new environment, not one whose credentials end', async (t) => {
  const world = await openWorld(t);
  world.launcher.autoReady = false;
  const record = functionRecord('fn', usableFor(5_000));
  const running = world.invoke(record);
  const first = await world.launcher.runtime(0);
  first.ready();
  const { head } = await first.invoked();
  await world.clock.advance(5_000);
  const waiting = world.invoke(record);
  first.respond(head.requestId, '1');
  await running;
  const second = await world.launcher.runtime(1);
  second.ready();
  second.respond((await second.invoked()).head.requestId, '2');
  assert.equal(text(await waiting), '2');
  assert.equal(first.killed, true);
});

test('provisioned environments are replaced before their credentials end, one after the other', async (t) => {
  const world = await openWorld(t);
  const provisioned = [{ qualifier: '1', requested: 2, lastModified: '1' }];
  const latest = functionRecord('fn', usableFor(provisionedRenewalMs + 90_000));
  const version = { ...latest.latest, version: '1', environmentKey: 'fn-version-1' };
  const record = { ...latest, provisioned, versions: [version] };
  world.invoker.functionChanged(record, record);
  await world.launcher.runtime(1);
  await world.clock.advance(1);
  const killed = () => world.launcher.runtimes.map((runtime) => runtime.killed);
  await world.clock.advance(provisionedBillingMs);
  assert.deepEqual(killed(), [false, false]);
  await world.clock.advance(provisionedBillingMs);
  await world.launcher.runtime(2);
  assert.deepEqual(killed(), [true, false, false]);
  await world.clock.advance(provisionedBillingMs);
  await world.launcher.runtime(3);
  assert.deepEqual(killed(), [true, true, false, false]);
  await world.clock.advance(1);
  const [config] = provisioned;
  assert.ok(config);
  assert.equal(world.invoker.provisionedStatus(record, config).state, 'READY');
});

test('a provisioned environment whose credentials have ended meanwhile is replaced, used or not', async (t) => {
  const world = await openWorld(t);
  const provisioned = [{ qualifier: '1', requested: 2, lastModified: '1' }];
  const { latest, ...function_ } = functionRecord('fn', usableFor(5_000));
  const version = { ...latest, version: '1', environmentKey: 'fn-version-1' };
  const record = { ...function_, latest, provisioned, versions: [version] };
  world.invoker.functionChanged(record, record);
  await world.launcher.runtime(1);
  await world.clock.advance(1);
  const running = world.invoke(record, {}, version);
  const busy = world.launcher.runtimes[1];
  assert.ok(busy);
  const { head } = await busy.invoked();
  await world.clock.advance(5_000);
  const next = world.invoke(record, {}, version);
  assert.equal(world.launcher.runtimes[0]?.killed, true, 'it was idle');
  busy.respond(head.requestId, '1');
  assert.equal(text(await running), '1');
  assert.equal(busy.killed, true);
  const replacing = await Promise.all([2, 3, 4].map((index) => world.launcher.runtime(index)));
  const serving = await Promise.race(
    replacing.map(async (runtime) => ({ runtime, ...(await runtime.invoked()) })),
  );
  serving.runtime.respond(serving.head.requestId, '2');
  assert.equal(text(await next), '2');
});
