import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { functionRecord, openInvokeWorld, text } from '../invoke/invoke-world.fixture.ts';
import { apiClient, runtimePaths } from '../runtime-api/api-client.fixture.ts';
import { extensionPath } from '../runtime-api/extension-world.fixture.ts';
import { freezeAfterMs, initMsMax, shutdownLimits, sweepMs } from './limits.ts';

const record = functionRecord('fn');

/** A runtime that speaks frames, started for an invocation, and a client in its process. */
async function openWorld(t: TestContext) {
  const world = await openInvokeWorld({ startsInFlightMax: 1 });
  t.after(async () => {
    const closed = world.close();
    await world.clock.advance(shutdownLimits.runtimeMs);
    await closed;
  });
  world.launcher.autoReady = false;
  const answer = world.invoke(record);
  const runtime = await world.launcher.runtime(0);
  const client = apiClient(runtime.api);
  t.after(() => client.close());
  const register = (events: readonly string[]) =>
    client.ask('POST', `${extensionPath}/register`, {
      headers: { 'Lambda-Extension-Name': 'inner' },
      body: JSON.stringify({ events }),
    });
  const registered = async (events: readonly string[]) => {
    const { headers } = await register(events);
    const identified = { 'Lambda-Extension-Identifier': String(headers['lambda-extension-identifier']) };
    return {
      next: () => client.ask('GET', `${extensionPath}/event/next`, { headers: identified }),
      giveUp: () =>
        client.ask('POST', `${extensionPath}/exit/error`, {
          headers: { ...identified, 'Lambda-Extension-Function-Error-Type': 'Extension.Mine' },
        }),
    };
  };
  return { ...world, answer, runtime, client, register, registered };
}

test('init and each invocation are over when the extension has asked for an event; the caller does not wait', async (t) => {
  const world = await openWorld(t);
  const inner = await world.registered(['INVOKE']);
  world.runtime.ready();
  await world.client.ask('GET', '/2018-06-01/ping');
  assert.equal(world.runtime.attended, true);
  const event = inner.next();
  const { head } = await world.runtime.invoked();
  assert.equal(JSON.parse((await event).text).requestId, head.requestId);
  world.runtime.respond(head.requestId, '1');
  assert.equal(text(await world.answer), '1');
  await world.clock.advance(100);
  assert.ok(!world.logs.lines(0).some((line) => line.startsWith('END')));
  world.runtime.print('last words of the extension\n');
  const waiting = inner.next();
  while (!world.logs.lines(0).some((line) => line.startsWith('REPORT'))) await world.clock.advance(0);
  const lines = world.logs.lines(0);
  assert.ok(
    lines.indexOf('last words of the extension\n') < lines.findIndex((line) => line.startsWith('END')),
  );
  assert.match(lines.join(''), /REPORT .*\tMax Memory Used: 40 MB\t/);
  await world.clock.advance(freezeAfterMs + sweepMs);
  assert.deepEqual(world.runtime.pauses, ['freeze']);
  void waiting.catch(() => undefined);
});

test('what an invocation goes on for the extension alone is a metric, also where it times out in it', async (t) => {
  const world = await openWorld(t);
  const inner = await world.registered(['INVOKE']);
  world.runtime.ready();
  const event = inner.next();
  const { head } = await world.runtime.invoked();
  await event;
  await world.clock.advance(20);
  world.runtime.respond(head.requestId, '1');
  await world.answer;
  const timeoutMs = record.latest.timeoutSeconds * 1000;
  await world.clock.advance(timeoutMs - 20);
  const sumOf = (name: string) => [...world.metrics.summaries()].find(({ id }) => id.name === name)?.sum;
  while (sumOf('Duration') !== timeoutMs) await world.clock.advance(0);
  assert.equal(sumOf('PostRuntimeExtensionsDuration'), timeoutMs - 20);
});

test('one that registers and never asks for an event is an init that takes too long', async (t) => {
  const world = await openWorld(t);
  await world.registered([]);
  world.runtime.ready();
  await world.clock.advance(initMsMax);
  await world.clock.advance(shutdownLimits.runtimeMs);
  assert.equal(world.runtime.killed, true);
  assert.match(world.logs.lines(0).join(''), /Phase: init\tStatus: timeout/);
  void world.answer.catch(() => undefined);
});

test('one that gives up ends the environment under its name', async (t) => {
  const world = await openWorld(t);
  const inner = await world.registered(['INVOKE']);
  world.runtime.ready();
  const event = inner.next();
  await world.runtime.invoked();
  await event;
  await inner.giveUp();
  assert.deepEqual(JSON.parse(text(await world.answer)), {
    errorType: 'Extension.ExitError',
    errorMessage: 'RequestId: request-1 Error: Extension.Mine',
  });
});

test('one that is there is told of the end by SIGTERM, and the runtime has 300 ms', async (t) => {
  const world = await openWorld(t);
  void (await world.registered([])).next().catch(() => undefined);
  world.runtime.ready();
  await world.runtime.invoked();
  await world.clock.advance(record.latest.timeoutSeconds * 1000);
  assert.match(text(await world.answer), /Sandbox.Timedout/);
  assert.equal(world.runtime.terminated, true);
  await world.clock.advance(shutdownLimits.runtimeMs - 1);
  assert.equal(world.runtime.killed, false);
  await world.clock.advance(1);
  assert.equal(world.runtime.killed, true);
});

test('it is told no later than its end, and nobody is told where the runtime has ended or there is no extension', async (t) => {
  const world = await openWorld(t);
  void (await world.registered([])).next().catch(() => undefined);
  world.runtime.ready();
  const { head } = await world.runtime.invoked();
  world.runtime.respond(head.requestId, '1');
  await world.answer;
  world.runtime.exit({ code: 1, signal: null });
  while (!world.runtime.killed) await world.clock.advance(0);
  const again = world.invoke(record);
  const second = await world.launcher.runtime(1);
  assert.equal(world.runtime.terminated, false);
  second.ready();
  await second.invoked();
  await world.clock.advance(record.latest.timeoutSeconds * 1000);
  assert.match(text(await again), /Sandbox.Timedout/);
  assert.deepEqual([second.terminated, second.killed], [false, true]);
});

test('after init nobody registers, events are not handed out twice, and the frames go on as ever', async (t) => {
  const world = await openWorld(t);
  world.runtime.ready();
  const { head } = await world.runtime.invoked();
  assert.equal((await world.client.ask('GET', '/2018-06-01/ping')).text, 'pong');
  assert.equal(JSON.parse((await world.register([])).text).errorType, 'Extension.RegistrationClosed');
  for (const [method, path] of [
    ['GET', runtimePaths.next],
    ['POST', runtimePaths.response(head.requestId)],
    ['POST', runtimePaths.initError],
  ] as const) {
    const { status, text: body } = await world.client.ask(method, path, { body: '1' });
    assert.deepEqual([status, JSON.parse(body).errorType], [403, 'InvalidStateTransition'], path);
  }
  assert.equal((await world.client.ask('GET', '/nowhere')).status, 404);
  world.runtime.respond(head.requestId, '"done"');
  assert.equal(text(await world.answer), '"done"');
  assert.equal(world.runtime.attended, false);
});
