/** Runtimes that end, hang, or say what makes no sense. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { functionRecord, openInvokeWorld, text } from '../invoke/invoke-world.fixture.ts';
import { runtimePaths } from './api-client.fixture.ts';
import { requestsBehindMax, responseBytesMax } from './limits.ts';
import { openWorld, record } from './runtime-world.fixture.ts';

test('a response cut off in the middle fails the invocation, and what is left of the client hears it', async (t) => {
  const world = await openWorld(t);
  const answer = world.invoke(record);
  const { runtime, next } = await world.runtimeAt(0);
  await next();
  const [host, port] = runtime.api.split(':');
  const socket = connect({ host, port: Number(port), allowHalfOpen: true });
  let said = '';
  socket.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  socket.end(
    `POST ${runtimePaths.response('request-1')} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"half":`,
  );
  assert.deepEqual(JSON.parse(text(await answer)), {
    errorType: 'Runtime.TruncatedResponse',
    errorMessage: 'RequestId: request-1 Error: HTTP request detected as truncated',
  });
  await once(socket, 'close');
  assert.match(said, /^HTTP\/1.1 400 [\s\S]*"errorType":"TruncatedHTTPRequest"\}$/);
});

test('what the end of a start cuts off says nothing to the next one', async (t) => {
  const world = await openWorld(t);
  const answer = world.invoke(record);
  const { runtime } = await world.runtimeAt(0);
  const [host, port] = runtime.api.split(':');
  const socket = connect({ host, port: Number(port) });
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  socket.write(
    `POST ${runtimePaths.initError} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n`,
  );
  // Then the platform has the head and waits for the body.
  await once(socket, 'data');
  await world.clock.advance(10_000);
  await closed;
  const { next, respond } = await world.runtimeAt(1);
  await next();
  await respond('request-1', '1');
  assert.equal(text(await answer), '1');
});

test('a body without an end is too large long before it ends, and is not kept', async (t) => {
  const world = await openWorld(t);
  const answer = world.invoke(record);
  const { runtime, next } = await world.runtimeAt(0);
  await next();
  const [host, port] = runtime.api.split(':');
  const socket = connect({ host, port: Number(port) });
  socket.on('error', () => undefined);
  socket.write(
    `POST ${runtimePaths.response('request-1')} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n`,
  );
  const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(1_048_576, '1'), Buffer.from('\r\n')]);
  for (let sent = 0; sent < 4 * responseBytesMax; sent += chunk.length)
    await new Promise((resolve) => socket.write(chunk, resolve));
  assert.match(text(await answer), /Function.ResponseSizeTooLarge/);
  socket.destroy();
});

for (const [line, message] of [
  ['runtime 1', 'Runtime exited with error: exit status 1'],
  ['runtime 0', 'Runtime exited without providing a reason'],
  ['runtime 137', 'Runtime exited with error: signal: killed'],
  ['no line at all', 'Runtime exited with error: signal: killed'],
] as const) {
  test(`"${line}" from the supervisor, during init, during an event and after it`, async (t) => {
    const world = await openWorld(t);
    const starting = world.invoke(record);
    for (const index of [0, 1]) {
      const { runtime } = await world.runtimeAt(index);
      runtime.say('started 7');
      runtime.say(line);
    }
    const error = { errorType: 'Runtime.ExitError', errorMessage: `RequestId: request-1 Error: ${message}` };
    assert.deepEqual(JSON.parse(text(await starting)), error);

    const running = world.invoke(record);
    const second = await world.runtimeAt(2);
    await second.next();
    second.runtime.print('last words\n');
    second.runtime.say(line);
    assert.match(text(await running), new RegExp(`request-2 Error: ${message}"`));
    assert.ok(world.logs.lines(0).includes('last words\n'));

    const calm = world.invoke(record);
    const third = await world.runtimeAt(3);
    await third.next();
    await third.respond('request-3', '3');
    await calm;
    third.runtime.say(line);
    while (!third.runtime.killed) await world.clock.advance(0);
    const after = world.invoke(record);
    const fourth = await world.runtimeAt(4);
    await fourth.next();
    await fourth.respond('request-4', '4');
    assert.equal(text(await after), '4');
    assert.equal(new Set(world.launcher.runtimes.map(({ spec }) => spec.id)).size, 1);
    assert.equal(world.logs.streams.size, 1);
  });
}

test('a runtime that the kernel killed for its memory, below a supervisor that lives on, is told by that name', async (t) => {
  const world = await openWorld(t);
  const answer = world.invoke(record);
  const { runtime, next } = await world.runtimeAt(0);
  await next();
  runtime.ranOutOfMemory = true;
  runtime.say('runtime 137');
  assert.deepEqual(JSON.parse(text(await answer)), {
    errorType: 'Runtime.OutOfMemory',
    errorMessage: 'RequestId: request-1 Error: Runtime exited with error: signal: killed',
  });
  assert.match(world.logs.lines(0).at(-1) ?? '', /Status: error\tError Type: Runtime\.OutOfMemory/);
});

test('a response just before the exit counts, and the log has both', async (t) => {
  const world = await openWorld(t);
  const answer = world.invoke(record, { logTail: true });
  const { runtime, next, respond } = await world.runtimeAt(0);
  await next();
  await respond('request-1', '"done"');
  runtime.say('runtime 1');
  const result = await answer;
  assert.equal(text(result), '"done"');
  assert.match(
    Buffer.from(result.logResult ?? '', 'base64').toString(),
    /exit status 1\nRuntime.ExitError\nEND .*\nREPORT .*Status: error\tError Type: Runtime.ExitError\t\n$/,
  );
});

test('a response that is still on its way when its runtime is reported gone counts as well', async (t) => {
  const world = await openWorld(t);
  const answer = world.invoke(record);
  const { runtime, next } = await world.runtimeAt(0);
  await next();
  const [host, port] = runtime.api.split(':');
  const socket = connect({ host, port: Number(port) });
  await once(socket, 'connect');
  socket.on('error', () => undefined).resume();
  socket.end(
    `POST ${runtimePaths.response('request-1')} HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n"done"`,
  );
  runtime.say('runtime 0');
  assert.equal(text(await answer), '"done"');
});

test('a runtime that takes the event and is silent times out; so does one that answers and never asks again', async (t) => {
  const world = await openWorld(t);
  const silent = world.invoke(record);
  const first = await world.runtimeAt(0);
  await first.next();
  await world.clock.advance(3_000);
  assert.match(text(await silent), /Sandbox.Timedout/);
  assert.equal(first.runtime.killed, true);

  const answered = world.invoke(record);
  const second = await world.runtimeAt(1);
  await second.next();
  await second.respond('request-2', '2');
  assert.equal(text(await answered), '2');
  await world.clock.advance(3_000);
  assert.equal(second.runtime.killed, true);
  assert.match(world.logs.lines(0).at(-1) ?? '', /Duration: 3000.00 ms.*Status: timeout/);
});

test('pages of a browser and bytes that are no request get nowhere', async (t) => {
  const world = await openWorld(t);
  const answer = world.invoke(record);
  const { runtime, client, next, respond } = await world.runtimeAt(0);
  for (const headers of [{ Origin: 'http://evil.example' }, { 'Sec-Fetch-Site': 'cross-site' }])
    assert.equal((await client.ask('GET', runtimePaths.next, { headers })).status, 403);
  const [host, port] = runtime.api.split(':');
  const socket = connect({ host, port: Number(port) }).resume();
  socket.end('\0 this is not HTTP\r\n\r\n');
  await once(socket, 'close');
  await next();
  await respond('request-1', '1');
  assert.equal(text(await answer), '1');
});

test('a connection may ask ahead of its answers and is served in turn, but does not pile up requests', async (t) => {
  const world = await openWorld(t);
  const answer = world.invoke(record);
  const { runtime, next, respond } = await world.runtimeAt(0);
  await next();
  const [host, port] = runtime.api.split(':');
  const open = () => connect({ host, port: Number(port) }).on('error', () => undefined);
  const ask = `GET ${runtimePaths.next} HTTP/1.1\r\nHost: x\r\n\r\n`;
  const socket = open();
  const post = `POST ${runtimePaths.response('request-1')} HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1`;
  socket.write(post + ask);
  assert.equal(text(await answer), '1');
  const second = world.invoke(record);
  let said = '';
  for await (const chunk of socket) {
    said += chunk;
    if (said.includes('request-2')) break;
  }
  assert.match(said, /^HTTP\/1.1 202 [\s\S]*HTTP\/1.1 200 [\s\S]*Aws-Request-Id: request-2/);
  await respond('request-2', '2');
  assert.equal(text(await second), '2');

  const greedy = open().resume();
  greedy.write(ask.repeat(2 + requestsBehindMax));
  await once(greedy, 'close');
  const third = world.invoke(record);
  await next();
  await respond('request-3', '3');
  assert.equal(text(await third), '3');
});

test('an environment that is closed answers nobody any more', async (t) => {
  const world = await openWorld(t);
  const answer = world.invoke(record);
  const { next, client } = await world.runtimeAt(0);
  await next();
  await world.invoker.close();
  assert.match(text(await answer), /signal: killed/);
  await assert.rejects(client.ask('GET', '/2018-06-01/ping'));
});

test('a handler of .NET without colons is a program of its own, which is spoken to over HTTP', async (t) => {
  const world = await openInvokeWorld();
  t.after(() => world.close());
  world.launcher.interpreterKind = 'dotnet';
  const handlers = ['Library::Type::Method', 'Program', 'Program.dll'];
  for (const [index, handler] of handlers.entries()) {
    void world.invoke(functionRecord(`fn${index}`, { runtime: 'dotnet8', handler })).catch(() => undefined);
    const { spec } = await world.launcher.runtime(index);
    assert.deepEqual(spec.supervised, index === 0 ? undefined : { extensions: [] }, handler);
  }
});
