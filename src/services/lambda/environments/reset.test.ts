import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Exit } from '#launcher';
import { functionRecord, openInvokeWorld, text } from '../invoke/invoke-world.fixture.ts';
import { idleMsMax, initMsMax } from './limits.ts';

const record = functionRecord('fn');

async function openWorld(t: TestContext) {
  const world = await openInvokeWorld({ startsInFlightMax: 1 });
  t.after(() => world.close());
  /** Crashes the `index`-th start inside an invocation. */
  const crash = async (index: number, exit: Exit = { code: 1, signal: null }) => {
    const answer = world.invoke(record);
    const runtime = await world.launcher.runtime(index);
    await runtime.invoked();
    runtime.exit(exit);
    await answer;
    return runtime;
  };
  return { ...world, crash };
}

for (const [what, exit] of [
  ['exit code 0', { code: 0, signal: null }],
  ['exit code 1', { code: 1, signal: null }],
  ['a signal', { code: null, signal: 'SIGSEGV' }],
  ['lack of memory', { code: null, signal: 'SIGKILL', outOfMemory: true }],
] as const) {
  test(`after ${what} the next invocation boots the same environment, and init counts against its timeout`, async (t) => {
    const world = await openWorld(t);
    const first = await world.crash(0, exit);
    world.launcher.autoReady = false;
    const before = world.logs.lines(0).length;
    const answer = world.invoke(record);
    const second = await world.launcher.runtime(1);
    assert.equal(second.spec.id, first.spec.id);
    const { AWS_LAMBDA_RUNTIME_API: _port, ...variables } = first.spec.variables;
    assert.deepEqual({ ...variables, AWS_LAMBDA_RUNTIME_API: second.api }, second.spec.variables);
    await world.clock.advance(400);
    second.print('importing\n');
    second.ready();
    const { head } = await second.invoked();
    assert.equal(head.deadlineMs, world.clock.now() + 2_600);
    second.respond(head.requestId, '2');
    assert.equal(text(await answer), '2');
    const [importing, start, end, report] = world.logs.lines(0).slice(before);
    assert.equal(
      importing,
      'importing\n',
      'an init that succeeds inside an invocation has no line of its own',
    );
    assert.equal(start, 'START RequestId: request-2 Version: $LATEST\n');
    assert.equal(end, 'END RequestId: request-2\n');
    assert.match(report ?? '', /\tDuration: 400\.00 ms\tBilled Duration: 400 ms\t/);
    assert.doesNotMatch(report ?? '', /Init Duration/);
  });
}

test('an init that fails or hangs inside the invocation resets once more, each time on one log stream', async (t) => {
  const world = await openWorld(t);
  await world.crash(0);
  world.launcher.autoReady = false;
  const failing = world.invoke(record);
  (await world.launcher.runtime(1)).exit({ code: 9, signal: null });
  assert.match(text(await failing), /request-2 Error: Runtime exited with error: exit status 9/);
  const hanging = world.invoke(record);
  await world.launcher.runtime(2);
  await world.clock.advance(3_000);
  assert.match(text(await hanging), /Task timed out after 3\.00 seconds/);
  const lines = world.logs.lines(0).filter((line) => line.startsWith('INIT_REPORT'));
  assert.match(lines[0] ?? '', /Phase: invoke\tStatus: error\tError Type: Runtime\.ExitError\n$/);
  assert.match(lines[1] ?? '', /Init Duration: 3000\.00 ms\tPhase: invoke\tStatus: timeout\n$/);
  assert.deepEqual([lines.length, world.logs.streams.size, world.launcher.tmpFolders.size], [2, 1, 1]);
});

test('one that was reset is idle like any other: it expires, and goes with its function', async (t) => {
  const world = await openWorld(t);
  await world.crash(0);
  await world.clock.advance(idleMsMax - 2_000);
  assert.equal(world.launcher.tmpFolders.size, 1);
  await world.clock.advance(4_000);
  assert.equal(world.launcher.tmpFolders.size, 0);
  await world.crash(1);
  assert.equal(world.launcher.tmpFolders.size, 1);
  world.invoker.functionChanged(record, undefined);
  await world.clock.advance(1);
  assert.equal(world.launcher.tmpFolders.size, 0);
  assert.equal(world.borrowed.count, 0);
});

test('one that was reset waits behind those that are warm', async (t) => {
  const world = await openWorld(t);
  const both = [world.invoke(record), world.invoke(record)];
  const [first, second] = [await world.launcher.runtime(0), await world.launcher.runtime(1)];
  const [one, other] = [await first.invoked(), await second.invoked()];
  first.respond(one.head.requestId, '1');
  await Promise.race(both);
  second.exit({ code: 1, signal: null });
  await Promise.all(both);
  while (!second.killed) await world.clock.advance(0);
  assert.notEqual(one.head.requestId, other.head.requestId);
  const answer = world.invoke(record);
  const { head } = await first.invoked();
  first.respond(head.requestId, '"warm"');
  assert.equal(text(await answer), '"warm"');
  assert.equal(world.launcher.runtimes.length, 2);
});

test('one that cannot be started again is gone, and what it kept with it', async (t) => {
  const world = await openWorld(t);
  await world.crash(0);
  world.launcher.failure = new Error('no space left');
  await assert.rejects(world.invoke(record), { code: 'ServiceException' });
  assert.equal(world.launcher.tmpFolders.size, 0);
  world.launcher.failure = undefined;
  const answer = world.invoke(record);
  const fresh = await world.launcher.runtime(1);
  const { head } = await fresh.invoked();
  fresh.respond(head.requestId, '"fresh"');
  assert.equal(text(await answer), '"fresh"');
  assert.equal(world.logs.streams.size, 2);
});

test('what happens to the processes of a start that is over does not reach the next one', async (t) => {
  const world = await openWorld(t);
  const hanging = world.invoke(record);
  const first = await world.launcher.runtime(0);
  await first.invoked();
  await world.clock.advance(3_000);
  await hanging;
  const answer = world.invoke(record);
  const second = await world.launcher.runtime(1);
  const { head } = await second.invoked();
  // The limits of the first start: init, exit, output.
  await world.clock.advance(2_000);
  second.respond(head.requestId, '2');
  assert.equal(text(await answer), '2');
  assert.equal(second.killed, false);
});

test('closed while it is being reset for an invocation, it answers that one and leaves nothing', async (t) => {
  const world = await openWorld(t);
  world.launcher.autoReady = false;
  const answer = world.invoke(record);
  await world.launcher.runtime(0);
  world.launcher.resets = Promise.withResolvers();
  await world.clock.advance(initMsMax);
  const closed = world.invoker.close();
  world.launcher.resets.resolve();
  await closed;
  assert.match(text(await answer), /signal: killed/);
  assert.equal(world.launcher.runtimes.length, 1);
  assert.deepEqual([world.launcher.tmpFolders.size, world.borrowed.count], [0, 0]);
});

test('a provisioned environment is replaced, not reset', async (t) => {
  const world = await openWorld(t);
  const version = { ...record.latest, version: '1', environmentKey: 'fn-1' };
  const config = { qualifier: '1', requested: 1, lastModified: '1' };
  const provisioned = { ...record, versions: [version], provisioned: [config] };
  world.invoker.functionChanged(record, provisioned);
  const first = await world.launcher.runtime(0);
  assert.equal(first.spec.resettable, undefined);
  while (world.invoker.provisionedStatus(provisioned, config).available === 0) await world.clock.advance(0);
  const answer = world.invoke(provisioned, {}, version);
  await first.invoked();
  first.exit({ code: 1, signal: null });
  await answer;
  const second = await world.launcher.runtime(1);
  assert.notEqual(second.spec.id, first.spec.id);
});
