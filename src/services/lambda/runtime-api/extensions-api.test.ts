import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freezeAfterMs, shutdownLimits, sweepMs } from '../environments/limits.ts';
import { text } from '../invoke/invoke-world.fixture.ts';
import type { ApiAnswer } from './api-client.fixture.ts';
import { extensionPath, openWorld, record } from './extension-world.fixture.ts';

const refused = ({ status, text: body }: ApiAnswer) => {
  const { errorType, errorMessage } = JSON.parse(body) as { errorType: string; errorMessage: string };
  return [status, errorType, errorMessage];
};

test('external extensions register before the runtime starts, and have a say in when init is over', async (t) => {
  const world = await openWorld(t, ['b-second', 'a-first']);
  const answer = world.invoke(record, { traceId: 'Root=1-x' });
  const at = await world.runtimeAt(0);
  assert.deepEqual(at.runtime.spec.supervised, {
    program: '/opt/wrapper',
    extensions: ['a-first', 'b-second'],
  });
  let isStarted = false;
  const started = at.runtime.ordered().then((order) => {
    isStarted = true;
    return order;
  });
  const first = await at.registered('a-first', ['INVOKE', 'SHUTDOWN']);
  await world.clock.advance(10);
  assert.equal(isStarted, false);
  const featured = await at.register('b-second', [], { 'Lambda-Extension-Accept-Feature': 'x, accountId' });
  assert.deepEqual(JSON.parse(featured.text), {
    accountId: '000000000000',
    functionName: 'fn',
    functionVersion: '$LATEST',
    handler: 'index.handler',
  });
  assert.equal(await started, 'start');
  const second = String(featured.headers['lambda-extension-identifier']);
  const event = at.next();
  const firstEvent = first.next();
  await world.clock.advance(10);
  assert.equal(world.logs.lines(0).length, 1, 'b-second is not ready yet');
  void at.client
    .ask('GET', `${extensionPath}/event/next`, { headers: { 'Lambda-Extension-Identifier': second } })
    .catch(() => undefined);
  assert.equal((await event).text, '{}');
  const invoke = await firstEvent;
  assert.match(
    String(invoke.headers['lambda-extension-event-identifier']),
    /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/,
  );
  assert.deepEqual(JSON.parse(invoke.text), {
    eventType: 'INVOKE',
    deadlineMs: world.clock.now() + 3_000,
    requestId: 'request-1',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:fn',
    tracing: { type: 'X-Amzn-Trace-Id', value: 'Root=1-x' },
  });
  await at.respond('request-1', '1');
  assert.equal(text(await answer), '1');
});

test('what ends while it is idle gets no further event, however long its extensions take to end', async (t) => {
  const world = await openWorld(t, ['agent']);
  const first = world.invoke(record);
  const at = await world.runtimeAt(0);
  const agent = await at.registered('agent', ['INVOKE', 'SHUTDOWN']);
  assert.equal(await at.runtime.ordered(), 'start');
  at.runtime.say('started 7');
  await Promise.all([agent.next(), at.next()]);
  await at.respond('request-1', '1');
  assert.equal(text(await first), '1');
  const farewell = agent.next();
  void at.next().catch(() => undefined);
  while (world.logs.lines(0).length < 5) await world.clock.advance(0);
  at.runtime.say('runtime 1');
  const { eventType, shutdownReason } = JSON.parse((await farewell).text);
  assert.deepEqual([eventType, shutdownReason], ['SHUTDOWN', 'failure']);
  const second = world.invoke(record);
  await world.clock.advance(1);
  const again = await world.runtimeAt(1);
  assert.notEqual(again.runtime.spec.id, at.runtime.spec.id, 'nobody waits for the old one for long');
  const agentAgain = await again.registered('agent', []);
  void agentAgain.next().catch(() => undefined);
  assert.equal((await again.next()).headers['lambda-runtime-aws-request-id'], 'request-2');
  await again.respond('request-2', '2');
  assert.equal(text(await second), '2');
});

test('the last words of an extension are in the log, though it ends right after them', async (t) => {
  const world = await openWorld(t, ['agent']);
  const answer = world.invoke(record);
  const at = await world.runtimeAt(0);
  const agent = await at.registered('agent', ['SHUTDOWN']);
  assert.equal(await at.runtime.ordered(), 'start');
  const farewell = agent.next();
  await at.next();
  await at.respond('request-1', '1');
  await answer;
  void at.next().catch(() => undefined);
  while (world.logs.lines(0).length < 5) await world.clock.advance(0);
  world.invoker.functionChanged(record, undefined);
  await farewell;
  at.runtime.say('extension 0 0');
  at.runtime.print('last words\n');
  while (!at.runtime.killed) await world.clock.advance(0);
  assert.equal(world.logs.lines(0).at(-1), 'last words\n');
});

test('an invocation ends when the runtime and everybody who was told of it have asked for the next', async (t) => {
  const world = await openWorld(t);
  const first = world.invoke(record);
  const at = await world.runtimeAt(0);
  const internal = await at.registered('internal', ['INVOKE']);
  const [event] = await Promise.all([internal.next(), at.next()]);
  assert.equal(JSON.parse(event.text).requestId, 'request-1');
  await at.respond('request-1', '1');
  assert.equal(text(await first), '1', 'the caller does not wait for the extension');
  const runtimeNext = at.next();
  await world.clock.advance(200);
  assert.equal(world.logs.lines(0).length, 3, 'no END while the extension works');
  const extensionNext = internal.next();
  while (world.logs.lines(0).length < 5) await world.clock.advance(0);
  assert.match(world.logs.lines(0).join(''), /END RequestId: request-1\nREPORT .*Duration: 200\.00 ms/);
  const second = world.invoke(record);
  assert.equal(JSON.parse((await extensionNext).text).requestId, 'request-2');
  assert.equal((await runtimeNext).headers['lambda-runtime-aws-request-id'], 'request-2');
  await at.respond('request-2', '2');
  assert.equal(text(await second), '2');
});

test('every refusal of the API, with its name and text', async (t) => {
  const world = await openWorld(t, ['external']);
  const answer = world.invoke(record);
  const at = await world.runtimeAt(0);
  const { client, register } = at;
  const raw = (body: string) =>
    client.ask('POST', `${extensionPath}/register`, { headers: { 'Lambda-Extension-Name': 'x' }, body });
  const nextAs = (id?: string) =>
    client.ask('GET', `${extensionPath}/event/next`, {
      headers: id === undefined ? {} : { 'Lambda-Extension-Identifier': id },
    });
  const stranger = '00000000-0000-4000-8000-000000000000';
  const refusals: [ApiAnswer | Promise<ApiAnswer>, string, string][] = [
    [register(''), 'Extension.InvalidExtensionName', 'Empty extension name'],
    [raw(''), 'InvalidRequestFormat', 'unexpected end of JSON input'],
    [raw('{'), 'InvalidRequestFormat', 'invalid JSON'],
    [raw('[]'), 'InvalidRequestFormat', 'not a JSON object'],
    [raw('{"events":[1]}'), 'InvalidRequestFormat', 'events is not a list of names'],
    [
      raw('{"configurationKeys":["A"]}'),
      'InvalidRequestFormat',
      'configurationKeys are deprecated; use environment variables instead',
    ],
    [register('x', ['STOP']), 'Extension.InvalidEventType', 'STOP: ErrorInvalidEventType'],
    [
      register('x', ['SHUTDOWN']),
      'Extension.InvalidEventType',
      'SHUTDOWN: ShutdownEventNotSupportedForInternalExtension',
    ],
    [nextAs(), 'Extension.MissingExtensionIdentifier', 'Missing Lambda-Extension-Identifier header'],
    [nextAs('x'), 'Extension.InvalidExtensionIdentifier', 'Invalid Lambda-Extension-Identifier'],
    [nextAs(stranger), 'Extension.UnknownExtensionIdentifier', `Unknown extension ${stranger}`],
  ];
  for (const [given, errorType, errorMessage] of refusals)
    assert.deepEqual(refused(await given), [403, errorType, errorMessage]);

  const internal = await at.registered('internal', []);
  assert.deepEqual(refused(await register('internal')), [
    403,
    'Extension.InvalidExtensionState',
    'Extension with this name already registered',
  ]);
  for (let count = 2; count < 10; count += 1) await at.registered(`internal-${count}`, []);
  assert.deepEqual(refused(await register('one-more')), [
    403,
    'Extension.TooManyExtensions',
    'Extension limit (10) reached',
  ]);
  const missing = await client.ask('POST', `${extensionPath}/init/error`, {
    headers: { 'Lambda-Extension-Identifier': internal.id },
  });
  assert.deepEqual(refused(missing), [
    403,
    'Extension.MissingHeader',
    'Lambda-Extension-Function-Error-Type not found',
  ]);
  void internal.next().catch(() => undefined);
  const twice = await internal.next();
  assert.deepEqual(refused(twice), [
    403,
    'Extension.InvalidExtensionState',
    `State transition from Ready to Ready failed for extension ${internal.id}. Error: State transition is not allowed`,
  ]);
  await at.registered('external', []);
  assert.deepEqual(refused(await register('external')), [
    403,
    'Extension.InvalidExtensionState',
    'State transition from Registered to Registered failed for extension external. Error: State transition is not allowed',
  ]);
  void at.next().catch(() => undefined);
  await world.clock.advance(10);
  assert.deepEqual(refused(await register('late')), [
    403,
    'Extension.RegistrationClosed',
    'Extension registration closed already',
  ]);
  await world.clock.advance(10_000);
  void answer.catch(() => undefined);
});

for (const [what, line, errorType, message] of [
  ['crashes', 'extension 0 255', 'Extension.Crash', 'exit status 255'],
  ['just ends', 'extension 0 0', 'Extension.Crash', 'exit code 0'],
  ['is killed', 'extension 0 137', 'Extension.Crash', 'signal: killed'],
] as const) {
  test(`an extension that ${what} ends its environment, before it registers and while it works`, async (t) => {
    const world = await openWorld(t, ['agent']);
    const starting = world.invoke(record);
    for (const index of [0, 1]) (await world.runtimeAt(index)).runtime.say(line);
    assert.deepEqual(JSON.parse(text(await starting)), {
      errorType,
      errorMessage: `RequestId: request-1 Error: ${message}`,
    });
    assert.match(world.logs.lines(0).join(''), /Phase: init\tStatus: error\tError Type: Extension\.Crash\n/);

    const running = world.invoke(record);
    const at = await world.runtimeAt(2);
    void (await at.registered('agent', ['INVOKE'])).next();
    await at.next();
    at.runtime.say(line);
    assert.match(text(await running), new RegExp(`request-2 Error: ${message}"`));
  });
}

test('an extension that reports its error and exits is told by that name', async (t) => {
  const world = await openWorld(t, ['agent']);
  for (const [phase, errorType] of [
    ['init', 'Extension.InitError'],
    ['exit', 'Extension.ExitError'],
  ] as const) {
    const index = world.launcher.runtimes.length;
    const answer = world.invoke(record);
    // The second invocation finds an environment that was reset.
    for (const tried of phase === 'init' ? [index, index + 1] : [index]) {
      const at = await world.runtimeAt(tried);
      const agent = await at.registered('agent', []);
      const accepted = await agent.report(phase);
      assert.deepEqual([accepted.status, accepted.text], [202, '{"status":"OK"}']);
      at.runtime.say('extension 0 0');
    }
    const { errorType: told, errorMessage } = JSON.parse(text(await answer));
    assert.equal(told, errorType);
    assert.match(errorMessage, /^RequestId: request-\d Error: exit code 0$/);
  }
});

test('one that reports its error and stays, or has no process, ends the environment all the same', async (t) => {
  const world = await openWorld(t);
  const answer = world.invoke(record);
  for (const index of [0, 1]) {
    const at = await world.runtimeAt(index);
    const internal = await at.registered('internal', ['INVOKE']);
    await internal.report('init', 'Extension.NoConfig');
  }
  assert.deepEqual(JSON.parse(text(await answer)), {
    errorType: 'Extension.InitError',
    errorMessage: 'RequestId: request-1 Error: Extension.NoConfig',
  });
});

test('an extension that never registers is an init that takes too long, tried again within the timeout', async (t) => {
  const world = await openWorld(t, ['agent']);
  const answer = world.invoke(record);
  const first = await world.launcher.runtime(0);
  await world.clock.advance(10_000);
  assert.equal(first.killed, true, 'nobody has registered: nobody is waited for');
  await world.launcher.runtime(1);
  await world.clock.advance(3_000);
  assert.match(text(await answer), /Sandbox.Timedout/);
  assert.equal(world.warnings.length, 1);
  assert.match(
    world.warnings[0] ?? '',
    /:function:fn:\$LATEST: Sandbox.Timedout: not done within 3 s: the extension agent has not registered$/,
  );
});

test('without extensions an environment is killed at once, with internal ones it has 500 ms and SIGTERM', async (t) => {
  const world = await openWorld(t);
  for (const [index, internal] of [false, true].entries()) {
    const answer = world.invoke(record);
    const { runtime, ...at } = await world.runtimeAt(index);
    assert.equal(await runtime.ordered(), 'start');
    runtime.say('started 42');
    if (internal) void (await at.registered('internal', [])).next().catch(() => undefined);
    await at.next();
    await world.clock.advance(3_000);
    await answer;
    assert.equal(runtime.killed, !internal);
    if (!internal) continue;
    assert.equal(await runtime.ordered(), 'term 42');
    await world.clock.advance(shutdownLimits.runtimeMs - 1);
    assert.equal(runtime.killed, false);
    await world.clock.advance(1);
    assert.equal(runtime.killed, true, 'its runtime has had its time, and nobody else is waited for');
  }
});

test('external extensions hear of the end, after SIGTERM to the runtime, and have two seconds', async (t) => {
  const world = await openWorld(t, ['agent', 'mute']);
  const answer = world.invoke(record);
  const at = await world.runtimeAt(0);
  const agent = await at.registered('agent', ['SHUTDOWN']);
  const mute = await at.registered('mute', []);
  assert.equal(await at.runtime.ordered(), 'start');
  at.runtime.say('started 7');
  const event = agent.next();
  void mute.next().catch(() => undefined);
  await at.next();
  await world.clock.advance(3_000);
  assert.match(text(await answer), /Sandbox.Timedout/);
  const deadlineMs = world.clock.now() + shutdownLimits.externalMs;
  assert.equal(await at.runtime.ordered(), 'term 7');
  at.runtime.say('runtime 143');
  assert.deepEqual(JSON.parse((await event).text), {
    eventType: 'SHUTDOWN',
    deadlineMs,
    shutdownReason: 'timeout',
  });
  await world.clock.advance(shutdownLimits.externalMs - 1);
  assert.equal(at.runtime.killed, false);
  await world.clock.advance(1);
  assert.equal(at.runtime.killed, true);
});

test('an environment ends as soon as those who wanted to know are gone', async (t) => {
  const world = await openWorld(t, ['agent']);
  const answer = world.invoke(record);
  const at = await world.runtimeAt(0);
  const agent = await at.registered('agent', ['SHUTDOWN']);
  const event = agent.next();
  await at.next();
  at.runtime.say('runtime 1');
  assert.match(text(await answer), /exit status 1/);
  assert.equal(JSON.parse((await event).text).shutdownReason, 'failure');
  const ended = new Promise((resolve) => at.runtime.onExit(resolve));
  at.runtime.say('extension 0 0');
  await ended;
  assert.equal(at.runtime.killed, true);
});

test('a frozen environment runs on to hear of its end', async (t) => {
  const world = await openWorld(t, ['external']);
  const first = world.invoke(record);
  const at = await world.runtimeAt(0);
  const external = await at.registered('external', ['SHUTDOWN']);
  const shutdown = external.next();
  await at.next();
  await at.respond('request-1', '1');
  await first;
  void at.next().catch(() => undefined);
  await world.clock.advance(freezeAfterMs + sweepMs);
  assert.deepEqual(at.runtime.pauses, ['freeze']);
  world.invoker.functionChanged(record, undefined);
  assert.deepEqual(at.runtime.pauses, ['freeze', 'thaw']);
  await world.clock.advance(shutdownLimits.runtimeMs);
  assert.equal(JSON.parse((await shutdown).text).eventType, 'SHUTDOWN');
});

test('an environment that is ending by itself gets no more events', async (t) => {
  const world = await openWorld(t, ['external']);
  const first = world.invoke(record);
  const at = await world.runtimeAt(0);
  const external = await at.registered('external', ['SHUTDOWN']);
  void external.next().catch(() => undefined);
  await at.next();
  await at.respond('request-1', '1');
  await first;
  void at.next().catch(() => undefined);
  while (world.logs.lines(0).every((line) => !line.startsWith('REPORT'))) await world.clock.advance(0);
  at.runtime.say('runtime 1');
  await world.clock.advance(1);
  await world.clock.advance(1);
  const second = world.invoke(record);
  await world.clock.advance(1);
  const other = await world.runtimeAt(1);
  const again = await other.registered('external', []);
  void again.next().catch(() => undefined);
  await other.next();
  await other.respond('request-2', '2');
  assert.equal(text(await second), '2');
});
