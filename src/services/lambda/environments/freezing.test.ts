import assert from 'node:assert/strict';
import { test } from 'node:test';
import { functionRecord, openInvokeWorld, text } from '../invoke/invoke-world.fixture.ts';
import { openWorld, record } from '../runtime-api/runtime-world.fixture.ts';
import { freezeAfterMs, freezeLookMs, sweepMs } from './limits.ts';

/** Invokes once and asks for the next event, as runtimes do. */
async function idleWorld(t: Parameters<typeof openWorld>[0]) {
  const world = await openWorld(t);
  const first = world.invoke(record);
  const at = await world.runtimeAt(0);
  await at.next();
  await at.respond('request-1', '1');
  assert.equal(text(await first), '1');
  const next = at.next();
  while (!world.logs.lines(0).some((line) => line.startsWith('REPORT'))) await world.clock.advance(0);
  return { ...world, at, next };
}

test('an environment that speaks HTTP is frozen when it has been idle for a while, and thawed by the next event', async (t) => {
  const { clock, invoke, at, next } = await idleWorld(t);
  await clock.advance(freezeAfterMs - 1);
  assert.deepEqual(at.runtime.pauses, []);
  await clock.advance(sweepMs + 1);
  assert.deepEqual(at.runtime.pauses, ['freeze']);
  await clock.advance(3 * sweepMs);
  assert.deepEqual(at.runtime.pauses, ['freeze'], 'once is enough');
  const second = invoke(record);
  assert.deepEqual(at.runtime.pauses, ['freeze', 'thaw']);
  assert.equal((await next).headers['lambda-runtime-aws-request-id'], 'request-2');
  await at.respond('request-2', '2');
  assert.equal(text(await second), '2');
});

test('one that is used again within that time is not', async (t) => {
  const { clock, invoke, at, next } = await idleWorld(t);
  await clock.advance(freezeAfterMs - 1);
  const second = invoke(record);
  await next;
  await clock.advance(sweepMs);
  await at.respond('request-2', '2');
  await second;
  assert.deepEqual(at.runtime.pauses, []);
});

test('so is one that speaks frames, again after each event, and no sooner than that', async (t) => {
  const world = await openInvokeWorld();
  t.after(() => world.close());
  const framed = functionRecord('framed');
  const serve = async () => {
    const answer = world.invoke(framed);
    const runtime = await world.launcher.runtime(0);
    runtime.respond((await runtime.invoked()).head.requestId, '1');
    await answer;
    return runtime;
  };
  const { pauses } = await serve();
  for (let n = 0; n < 10; n += 1) {
    await world.clock.advance(freezeAfterMs - 1);
    await serve();
  }
  assert.deepEqual(pauses, []);
  await world.clock.advance(freezeAfterMs + freezeLookMs);
  assert.deepEqual(pauses, ['freeze']);
  await serve();
  assert.deepEqual(pauses, ['freeze', 'thaw']);
  // Where all rest it is not looked as often: that must not keep this one waiting.
  await world.clock.advance(freezeAfterMs + freezeLookMs);
  assert.deepEqual(pauses, ['freeze', 'thaw', 'freeze']);
});

test('how long it was frozen is not counted against its timeout', async (t) => {
  const world = await openInvokeWorld();
  t.after(() => world.close());
  const framed = functionRecord('framed');
  const invoke = async () => {
    const answer = world.invoke(framed);
    return { answer, runtime: await world.launcher.runtime(0) };
  };
  const first = await invoke();
  first.runtime.respond((await first.runtime.invoked()).head.requestId, '1');
  await first.answer;
  await world.clock.advance(10 * framed.latest.timeoutSeconds * 1000);
  const { answer, runtime } = await invoke();
  const { head } = await runtime.invoked();
  await world.clock.advance(framed.latest.timeoutSeconds * 1000 - 1);
  runtime.respond(head.requestId, '2');
  assert.equal(text(await answer), '2');
  assert.deepEqual(runtime.pauses.slice(0, 2), ['freeze', 'thaw']);
});

test('one that cannot be frozen is ended, and the next event finds a new one', async (t) => {
  const { clock, invoke, runtimeAt, at, next } = await idleWorld(t);
  next.catch(() => undefined);
  at.runtime.pauseFailure = new Error('no');
  await clock.advance(freezeAfterMs + sweepMs);
  assert.equal(at.runtime.killed, true);
  const second = invoke(record);
  const other = await runtimeAt(1);
  await other.next();
  await other.respond('request-2', '2');
  assert.equal(text(await second), '2');
});

test('one that cannot be thawed is ended, and its event is answered', async (t) => {
  const { clock, invoke, at, next } = await idleWorld(t);
  next.catch(() => undefined);
  await clock.advance(freezeAfterMs + sweepMs);
  at.runtime.pauseFailure = new Error('no');
  const { functionError, payload } = await invoke(record);
  assert.equal(functionError, 'Unhandled');
  assert.equal(JSON.parse(Buffer.from(payload).toString()).errorType, 'Runtime.ExitError');
  assert.equal(at.runtime.killed, true);
});

test('one that ends while it is frozen gets no event', async (t) => {
  const { clock, invoke, runtimeAt, at, next } = await idleWorld(t);
  next.catch(() => undefined);
  await clock.advance(freezeAfterMs + sweepMs);
  at.runtime.exit({ code: null, signal: 'SIGKILL' });
  while (!at.runtime.killed) await clock.advance(0);
  const second = invoke(record);
  const other = await runtimeAt(1);
  await other.next();
  await other.respond('request-2', '2');
  assert.equal(text(await second), '2');
});

test('a provisioned one is frozen too, before it has run anything', async (t) => {
  const world = await openWorld(t);
  const version = { ...record.latest, version: '1', environmentKey: 'fn-1' };
  const config = { qualifier: '1', requested: 1, lastModified: '1' };
  const withVersion = { ...record, versions: [version], provisioned: [config] };
  world.invoker.functionChanged(record, withVersion);
  const at = await world.runtimeAt(0);
  const next = at.next();
  while (world.invoker.provisionedStatus(withVersion, config).available === 0) {
    await world.clock.advance(0);
  }
  await world.clock.advance(freezeAfterMs + sweepMs);
  assert.deepEqual(at.runtime.pauses, ['freeze']);
  const answer = world.invoke(withVersion, {}, version);
  await next;
  await at.respond('request-1', '1');
  assert.equal(text(await answer), '1');
  assert.deepEqual(at.runtime.pauses, ['freeze', 'thaw']);
});
