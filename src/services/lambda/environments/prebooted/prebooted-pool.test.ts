import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { type TestContext, test } from 'node:test';
import { functionRecord, layer, openInvokeWorld, text } from '../../invoke/invoke-world.fixture.ts';
import type { FunctionRecord } from '../../records/function.ts';
import {
  idleMsMax,
  prebootedFailurePauseMs,
  prebootedFailuresMax,
  prebootedLookMs,
  prebootedRestMs,
  startSlotMs,
} from '../limits.ts';
import type { PlacementLimits } from '../placement.ts';
import type { ScriptedRuntime } from '../scripted-launcher.fixture.ts';

async function openWorld(t: TestContext, max = 1, limits: Partial<PlacementLimits> = {}, options = {}) {
  const host = { idleShare: 1 };
  const prebooted = { max, idleShare: () => host.idleShare };
  const world = await openInvokeWorld({ ...limits, prebooted }, options);
  t.after(() => world.close());
  const { launcher, clock, invoker } = world;
  return {
    ...world,
    host,
    /** As a deployment does. */
    deploy(...[name, version]: Parameters<typeof functionRecord>): FunctionRecord {
      const record = functionRecord(name, version);
      invoker.functionChanged(record, record);
      return record;
    },
    /** Lets the pool look so many times, and what it starts come up. */
    async rest(looks = 3) {
      for (let look = 0; look < looks; look += 1) {
        await clock.advance(prebootedLookMs);
        await turns();
      }
    },
    waiting: () => launcher.runtimes.filter((runtime) => runtime.spec.prebooted && !runtime.killed),
    /** Invokes a function, whose runtime answers. */
    async run(record: FunctionRecord, runtime: ScriptedRuntime | Promise<ScriptedRuntime>): Promise<string> {
      const call = world.invoke(record);
      const { head } = await (await runtime).invoked();
      (await runtime).respond(head.requestId, '"done"');
      return text(await call);
    },
  };
}

/** Promises, sockets and the file system get their turn. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) {
    await stat('.');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('a runtime boots once its kind was deployed, and becomes the environment of the first invocation', async (t) => {
  const world = await openWorld(t);
  const record = world.deploy('first', { variables: { TABLE: 'mine' } });
  await world.rest();
  const runtime = await world.launcher.runtime(0);
  assert.deepEqual(Object.keys(runtime.spec.variables).sort(), [
    ...['LANG', 'LD_LIBRARY_PATH', 'NODE_PATH', 'SHLVL', 'TZ'],
  ]);
  assert.equal(world.logs.streams.size, 0, 'nothing of a function before there is one');
  assert.equal(world.insiders.get(runtime.spec.id), undefined);
  assert.equal(await world.run(record, runtime), '"done"');
  assert.equal(world.launcher.runtimes.length, 1);
  const variables = await runtime.assigned;
  assert.equal(variables.TABLE, 'mine');
  assert.equal(variables._HANDLER, 'index.handler');
  const inside = world.insiders.get(runtime.spec.id)?.caller;
  assert.equal(inside?.arn, 'arn:aws:sts::000000000000:assumed-role/r/first');
  assert.deepEqual(world.sessions.open(variables.AWS_SESSION_TOKEN ?? '')?.caller, inside);
  assert.deepEqual(world.slots.slots[0]?.attached, ['c0de', undefined]);
});

test('its log is that of an environment that was started directly', async (t) => {
  const logs: string[][] = [];
  for (const max of [0, 1]) {
    const world = await openWorld(t, max);
    const record = world.deploy('same');
    await world.rest();
    await world.run(record, world.launcher.runtime(0));
    assert.equal(world.launcher.runtimes[0]?.spec.prebooted, max === 1 ? true : undefined);
    logs.push([...world.logs.lines(0)]);
  }
  assert.match(logs[0]?.[0] ?? '', /^INIT_START /);
  assert.deepEqual(logs[1], logs[0]);
});

test('nothing boots while somebody waits for a start, nor while the machine is busy', async (t) => {
  const world = await openWorld(t);
  world.launcher.autoReady = false;
  const call = world.invoke(functionRecord('busy'));
  const own = await world.launcher.runtime(0);
  await world.rest();
  assert.equal(world.launcher.runtimes.length, 1);
  world.host.idleShare = 0.1;
  own.ready();
  own.respond((await own.invoked()).head.requestId, '1');
  await call;
  await world.clock.advance(startSlotMs);
  await world.rest();
  assert.equal(world.launcher.runtimes.length, 1);
  world.host.idleShare = 0.9;
  await world.rest();
  assert.equal(world.waiting().length, 1);
});

test('another runtime, memory or size of /tmp is another kind', async (t) => {
  const world = await openWorld(t, 2);
  world.deploy('kind');
  await world.rest(6);
  assert.equal(world.waiting().length, 2);
  for (const [index, version] of [
    { runtime: 'nodejs20.x' },
    { memoryMiB: 256 },
    { ephemeralStorageMiB: 1024 },
    { variables: { NODE_OPTIONS: '--no-warnings' } },
  ].entries()) {
    const direct = world.launcher.runtime(2 + index);
    await world.run(functionRecord(`other-${index}`, version), direct);
    assert.equal((await direct).spec.prebooted, undefined);
  }
});

test('there are never more than so many, and of one kind two; kinds used later take the place of earlier ones', async (t) => {
  const world = await openWorld(t, 3);
  const sizes = () =>
    world
      .waiting()
      .map(({ spec }) => spec.memoryMiB)
      .sort((a, b) => a - b);
  world.deploy('a', { memoryMiB: 128 });
  await world.rest(8);
  assert.deepEqual(sizes(), [128, 128]);
  for (const memoryMiB of [256, 512]) {
    world.deploy(`f-${memoryMiB}`, { memoryMiB });
    await world.rest(8);
  }
  assert.deepEqual(sizes(), [128, 256, 512]);
  world.deploy('d', { memoryMiB: 1024 });
  await world.rest(8);
  assert.deepEqual(sizes(), [256, 512, 1024]);
});

test('what was taken is booted anew', async (t) => {
  const world = await openWorld(t);
  const record = world.deploy('again');
  await world.rest();
  await world.run(record, world.launcher.runtime(0));
  await world.clock.advance(startSlotMs);
  await world.rest();
  assert.equal(world.launcher.runtimes.length, 2);
  const other = functionRecord('other');
  await world.run(other, world.launcher.runtime(1));
  assert.equal((await world.launcher.runtimes[1]?.assigned)?.AWS_LAMBDA_FUNCTION_NAME, 'other');
});

test('runtimes that wait count as environments, and are the first to go where there is no room', async (t) => {
  const world = await openWorld(t, 1, { environmentsMax: 2 });
  const record = world.deploy('kept');
  await world.rest();
  await world.run(record, world.launcher.runtime(0));
  await world.clock.advance(startSlotMs);
  await world.rest();
  assert.equal(world.waiting().length, 2, 'one of them runs a function');
  const direct = world.launcher.runtime(2);
  await world.run(functionRecord('direct', { memoryMiB: 512 }), direct);
  assert.equal((await direct).spec.prebooted, undefined);
  assert.equal(world.launcher.runtimes[0]?.killed, false, 'no environment had to go');
  assert.equal(world.launcher.runtimes[1]?.killed, true);
  assert.equal(world.slots.slots[1]?.removed, true);
  await world.clock.advance(prebootedRestMs);
  await world.rest();
  assert.equal(world.launcher.runtimes.length, 3, 'there is no room for another');
});

test('the memory that they may use counts, and what takes one needs no more', async (t) => {
  const world = await openWorld(t, 1, { memoryMiBMax: 128 });
  const record = world.deploy('alone');
  await world.rest();
  assert.equal(world.waiting().length, 1);
  await world.run(record, world.launcher.runtime(0));
  await world.clock.advance(startSlotMs);
  await world.rest();
  assert.equal(world.launcher.runtimes.length, 1);
});

test('one that boots gives its room as soon as it is up', async (t) => {
  const world = await openWorld(t, 1, { environmentsMax: 1 });
  world.deploy('guest');
  await world.clock.advance(prebootedLookMs);
  const call = world.run(functionRecord('host', { memoryMiB: 512 }), world.launcher.runtime(1));
  assert.equal(await call, '"done"');
  assert.equal(world.launcher.runtimes[0]?.killed, true);
});

test('their memory is given to whoever needs it', async (t) => {
  const world = await openWorld(t, 1, { memoryMiBMax: 200 });
  world.deploy('guest');
  await world.rest();
  assert.equal(world.waiting().length, 1);
  await world.run(functionRecord('host', { ephemeralStorageMiB: 1024 }), world.launcher.runtime(1));
  assert.equal(world.launcher.runtimes[0]?.killed, true);
});

test('one that ends while it waits is replaced silently, a few times in a row', async (t) => {
  const world = await openWorld(t);
  const record = world.deploy('frail');
  for (let failure = 0; failure < prebootedFailuresMax; failure += 1) {
    await world.rest();
    (await world.launcher.runtime(failure)).exit({ code: 1, signal: null });
  }
  await world.rest(10);
  assert.equal(world.launcher.runtimes.length, prebootedFailuresMax);
  assert.ok(world.slots.slots.every(({ removed }) => removed));
  await world.run(record, world.launcher.runtime(prebootedFailuresMax));
  assert.equal(world.logs.streams.size, 1);
  await world.clock.advance(prebootedFailurePauseMs);
  world.deploy('frail');
  await world.rest();
  assert.equal(world.launcher.runtimes.length, prebootedFailuresMax + 2);
});

test('a node that cannot start any stays calm', async (t) => {
  const world = await openWorld(t);
  world.launcher.failure = new Error('no more processes');
  world.deploy('none');
  await world.rest(10);
  assert.equal(world.slots.slots.length, prebootedFailuresMax);
  assert.ok(world.slots.slots.every(({ removed }) => removed));
});

test('without a copy of the code a function starts directly, and the runtime waits on', async (t) => {
  const world = await openWorld(t);
  world.slots.impossible.add('c0de');
  const record = world.deploy('unlinked');
  await world.rest();
  await world.run(record, world.launcher.runtime(1));
  assert.equal(world.launcher.runtimes[1]?.spec.prebooted, undefined);
  const linked = functionRecord('linked', { codeDigest: 'beef' });
  world.invoker.functionChanged(linked, linked);
  await world.run(linked, world.launcher.runtime(0));
});

test('a runtime to whose place some code may have come is never another function’s', async (t) => {
  const world = await openWorld(t);
  const record = world.deploy('torn');
  await world.rest();
  world.slots.failure = new Error('disk full');
  await world.run(record, world.launcher.runtime(1));
  assert.equal(world.launcher.runtimes[0]?.killed, true);
  assert.equal(world.slots.slots[0]?.removed, true);
});

test('layers come to their place with the code', async (t) => {
  const world = await openWorld(t);
  const record = world.deploy('layered', { layers: [layer, { ...layer, codeDigest: '2b' }] });
  await world.rest();
  await world.run(record, world.launcher.runtime(0));
  assert.deepEqual(world.slots.slots[0]?.attached, ['c0de', '1a7e+2b']);
});

test('kinds that nobody has used for long do not wait any more', async (t) => {
  const world = await openWorld(t, 2);
  world.deploy('past');
  await world.rest(6);
  assert.equal(world.waiting().length, 2);
  await world.clock.advance(idleMsMax);
  await turns();
  assert.equal(world.waiting().length, 0);
});

test('nothing is left in the end, of what waits, boots and runs', async (t) => {
  const world = await openWorld(t, 2);
  const record = world.deploy('end');
  await world.rest();
  await world.run(record, world.launcher.runtime(0));
  await world.clock.advance(startSlotMs);
  await world.rest(6);
  assert.equal(world.launcher.runtimes.length, 3);
  await world.invoker.close();
  assert.ok(world.launcher.runtimes.every(({ killed }) => killed));
  assert.ok(world.slots.slots.every(({ removed }) => removed));
  assert.equal(world.borrowed.count, 0);
});
