import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { AwsError } from '#wire';
import { functionRecord, openInvokeWorld, text } from '../invoke/invoke-world.fixture.ts';
import type { VersionRecord } from '../records/function.ts';
import { idleMsMax, placementMsMax, startSlotMs } from './limits.ts';
import type { PlacementLimits } from './placement.ts';
import type { ScriptedRuntime } from './scripted-launcher.fixture.ts';

async function openWorld(t: TestContext, limits: Partial<PlacementLimits> = {}) {
  const world = await openInvokeWorld(limits);
  t.after(() => world.close());
  return world;
}

/** Answers every invocation of an environment with its own number, until it is gone. */
async function serve(runtime: ScriptedRuntime, body: string): Promise<void> {
  for (;;) {
    const { head } = await runtime.invoked();
    runtime.respond(head.requestId, body);
  }
}

test('a burst is served by the environments that were started for its first invocations', async (t) => {
  const world = await openWorld(t, { startsInFlightMax: 2 });
  world.launcher.autoReady = false;
  const burst = Array.from({ length: 100 }, () => world.invoke(functionRecord('burst')));
  const first = await world.launcher.runtime(0);
  const second = await world.launcher.runtime(1);
  assert.equal(world.launcher.runtimes.length, 2);
  void serve(first, '"first"');
  first.ready();
  const results = new Set((await Promise.all(burst)).map(text));
  assert.deepEqual(results, new Set(['"first"']));
  assert.equal(second.killed, false);
  assert.ok(world.launcher.runtimes.length <= 3);
});

test('first come, first served; and whichever environment is free first takes the next', async (t) => {
  const world = await openWorld(t, { startsInFlightMax: 1 });
  world.launcher.autoReady = false;
  const record = functionRecord('fifo');
  const calls = ['a', 'b', 'c'].map((requestId) => world.invoke(record, { requestId }));
  const first = await world.launcher.runtime(0);
  first.ready();
  assert.equal((await first.invoked()).head.requestId, 'a');
  const second = await world.launcher.runtime(1);
  first.respond('a', '1');
  assert.equal((await first.invoked()).head.requestId, 'b', 'the start for b was not waited for');
  second.ready();
  assert.equal((await second.invoked()).head.requestId, 'c');
  first.respond('b', '1');
  second.respond('c', '1');
  await Promise.all(calls);
});

test('the environment used last is used again first', async (t) => {
  const world = await openWorld(t);
  const record = functionRecord('mru');
  const both = [world.invoke(record, { requestId: 'a' }), world.invoke(record, { requestId: 'b' })];
  const [first, second] = [await world.launcher.runtime(0), await world.launcher.runtime(1)];
  const served = await Promise.all([first.invoked(), second.invoked()]);
  first.respond(served[0].head.requestId, '1');
  await Promise.race(both);
  second.respond(served[1].head.requestId, '1');
  await Promise.all(both);
  for (let round = 0; round < 3; round += 1) {
    const call = world.invoke(record);
    const { head } = await second.invoked();
    second.respond(head.requestId, '"second"');
    assert.equal(text(await call), '"second"');
  }
});

test('starts in flight are bounded, but a slow one holds its place only for a while', async (t) => {
  const world = await openWorld(t, { startsInFlightMax: 2 });
  world.launcher.autoReady = false;
  const calls = Array.from({ length: 5 }, () => world.invoke(functionRecord('slow')));
  await world.launcher.runtime(1);
  assert.equal(world.launcher.runtimes.length, 2);
  await world.clock.advance(startSlotMs);
  await world.launcher.runtime(3);
  assert.equal(world.launcher.runtimes.length, 4);
  await world.clock.advance(startSlotMs);
  await world.launcher.runtime(4);
  for (const runtime of world.launcher.runtimes) {
    void serve(runtime, '1');
    runtime.ready();
  }
  await Promise.all(calls);
  assert.equal(world.launcher.runtimes.length, 5);
});

test('where the node is full, the environment idle for longest makes room for another function', async (t) => {
  const world = await openWorld(t, { environmentsMax: 2 });
  const runtimes: ScriptedRuntime[] = [];
  for (const [index, name] of ['old', 'young'].entries()) {
    const call = world.invoke(functionRecord(name));
    const runtime = await world.launcher.runtime(index);
    const { head } = await runtime.invoked();
    runtime.respond(head.requestId, '1');
    await call;
    runtimes.push(runtime);
    await world.clock.advance(10);
  }
  const call = world.invoke(functionRecord('newcomer'));
  const runtime = await world.launcher.runtime(2);
  assert.deepEqual(
    runtimes.map(({ killed }) => killed),
    [true, false],
  );
  void serve(runtime, '"new"');
  assert.equal(text(await call), '"new"');
});

test('where everything is busy an invocation waits, and is throttled in the end', async (t) => {
  const world = await openWorld(t, { environmentsMax: 1 });
  const busy = world.invoke(functionRecord('busy', { timeoutSeconds: 900 }));
  const runtime = await world.launcher.runtime(0);
  const { head } = await runtime.invoked();
  const waiting = world.invoke(functionRecord('waiting')).catch((error: AwsError) => error);
  await world.clock.advance(placementMsMax + 1_000);
  const error = await waiting;
  assert.ok(error instanceof AwsError);
  assert.equal(error.code, 'TooManyRequestsException');
  const patient = world.invoke(functionRecord('waiting'));
  runtime.respond(head.requestId, '1');
  await busy;
  void serve(await world.launcher.runtime(1), '"served"');
  assert.equal(text(await patient), '"served"');
});

test('idle environments are given up after a while', async (t) => {
  const world = await openWorld(t);
  const call = world.invoke(functionRecord('idle'));
  const runtime = await world.launcher.runtime(0);
  void serve(runtime, '1');
  await call;
  await world.clock.advance(idleMsMax - 2_000);
  assert.equal(runtime.killed, false);
  await world.clock.advance(4_000);
  assert.equal(runtime.killed, true);
  assert.equal(world.borrowed.count, 0);
});

test('after a change idle environments go at once, busy ones when they are done', async (t) => {
  const world = await openWorld(t);
  const old = functionRecord('changing');
  const calls = [world.invoke(old, { requestId: 'a' }), world.invoke(old, { requestId: 'b' })];
  const [first, second] = [await world.launcher.runtime(0), await world.launcher.runtime(1)];
  const [a, b] = await Promise.all([first.invoked(), second.invoked()]);
  first.respond(a.head.requestId, '1');
  await Promise.race(calls);

  const changed = functionRecord('changing', { environmentKey: 'changing-2' });
  world.invoker.functionChanged(changed, { ...changed, serving: old.latest });
  assert.equal(first.killed, false, 'an update in progress still serves the old version');
  world.invoker.functionChanged(changed, changed);
  assert.deepEqual([first.killed, second.killed], [true, false]);
  second.respond(b.head.requestId, '2');
  await Promise.all(calls);
  assert.equal(second.killed, true);

  const fresh = world.invoke(changed);
  void serve(await world.launcher.runtime(2), '"fresh"');
  assert.equal(text(await fresh), '"fresh"');
});

test('a published version has environments of its own, which only its deletion ends', async (t) => {
  const world = await openWorld(t);
  const { latest, ...rest } = functionRecord('published');
  const one: VersionRecord = { ...latest, version: '1', environmentKey: 'published-one' };
  const record = { ...rest, latest, versions: [one] };
  for (const [index, version] of [latest, one].entries()) {
    const call = world.invoke(record, {}, version);
    const runtime = await world.launcher.runtime(index);
    assert.equal(runtime.spec.variables.AWS_LAMBDA_FUNCTION_VERSION, version.version);
    void serve(runtime, '1');
    assert.equal((await call).executedVersion, version.version);
  }
  const killed = () => world.launcher.runtimes.map((runtime) => runtime.killed);
  const changed = { ...record, latest: { ...latest, environmentKey: 'published-2' } };
  world.invoker.functionChanged(record, changed);
  assert.deepEqual(killed(), [true, false]);
  const { versions: _deleted, ...left } = changed;
  world.invoker.functionChanged(record, left);
  assert.deepEqual(killed(), [true, true]);
});

test('after a delete everything of the function goes, and nothing of others', async (t) => {
  const world = await openWorld(t);
  const [gone, stays] = [functionRecord('gone'), functionRecord('stays')];
  for (const [index, record] of [gone, stays].entries()) {
    const call = world.invoke(record);
    void serve(await world.launcher.runtime(index), '1');
    await call;
  }
  world.invoker.functionChanged(gone, undefined);
  assert.deepEqual(
    world.launcher.runtimes.map(({ killed }) => killed),
    [true, false],
  );
});

test('an idle environment whose process dies is not used again', async (t) => {
  const world = await openWorld(t);
  const record = functionRecord('dies');
  const call = world.invoke(record);
  const runtime = await world.launcher.runtime(0);
  void serve(runtime, '1');
  await call;
  const closed = new Promise((resolve) => runtime.channel.once('close', resolve));
  runtime.exit({ code: 0, signal: null });
  await closed;
  await world.clock.advance(1);
  const next = world.invoke(record);
  void serve(await world.launcher.runtime(1), '"new"');
  assert.equal(text(await next), '"new"');
});

test('with one for every core, short invocations wait for their turn and long ones get a new environment', async (t) => {
  const world = await openWorld(t, { startsInFlightMax: 1 });
  const record = functionRecord('paced');
  world.launcher.autoReady = false;
  const learning = world.invoke(record);
  const runtime = await world.launcher.runtime(0);
  await world.clock.advance(100);
  runtime.ready();
  const answer = async (afterMs: number) => {
    const { head } = await runtime.invoked();
    await world.clock.advance(afterMs);
    runtime.respond(head.requestId, '1');
  };
  await answer(2);
  await learning;
  // A start takes 100 ms and an invocation 2 ms: twenty of them are served sooner by the one there is.
  const short = Array.from({ length: 20 }, () => world.invoke(record));
  for (let index = 0; index < 20; index += 1) await answer(2);
  await Promise.all(short);
  assert.equal(world.launcher.runtimes.length, 1);
  // The next one takes long, so that the one behind it has waited for a whole start at last.
  const long = [world.invoke(record), world.invoke(record)];
  await runtime.invoked();
  await world.clock.advance(99);
  assert.equal(world.launcher.runtimes.length, 1);
  await world.clock.advance(3);
  const second = await world.launcher.runtime(1);
  void serve(second, '"second"');
  second.ready();
  assert.equal(text(await Promise.race(long)), '"second"');
});
