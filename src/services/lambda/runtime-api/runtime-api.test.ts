import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { functionRecord, openInvokeWorld, text } from '../invoke/invoke-world.fixture.ts';
import { type ApiAnswer, apiClient, runtimePaths } from './api-client.fixture.ts';
import { responseBytesMax } from './limits.ts';

/** A managed runtime below a wrapper: the cheapest that speaks HTTP. */
const record = functionRecord('fn', { variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrapper' } });

async function openWorld(t: TestContext) {
  const world = await openInvokeWorld({ startsInFlightMax: 1 });
  t.after(() => world.close());
  const runtimeAt = async (index: number) => {
    const runtime = await world.launcher.runtime(index);
    const client = apiClient(runtime.api);
    t.after(() => client.close());
    assert.equal(await runtime.ordered(), 'start');
    const next = () => client.ask('GET', runtimePaths.next);
    const respond = (id: string, body: string | Buffer, headers = {}) =>
      client.ask('POST', runtimePaths.response(id), { body, headers });
    return { runtime, client, next, respond };
  };
  return { ...world, runtimeAt };
}

const accepted = [202, '{"status":"OK"}'];
const seen = ({ status, text }: ApiAnswer) => [status, text];
const refusedTransition = (from: string, to: string) => [
  403,
  `{"errorMessage":"State transition from ${from} to ${to} failed for runtime. Error: State transition is not allowed","errorType":"InvalidStateTransition"}`,
];
const unknownId = [400, '{"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"}'];

test('an event with its headers, a result, the next event', async (t) => {
  const world = await openWorld(t);
  const answer = world.invoke(record, {
    payload: Buffer.from('{"a": "ü"}'),
    traceId: 'Root=1-x;Sampled=0',
    clientContext: '{"custom":\n{"k":"€"}}',
  });
  const { next, respond } = await world.runtimeAt(0);
  const event = await next();
  assert.equal(event.status, 200);
  assert.equal(event.text, '{"a": "ü"}');
  const { headers } = event;
  assert.equal(headers['content-type'], 'application/json');
  assert.equal(headers['lambda-runtime-aws-request-id'], 'request-1');
  assert.equal(headers['lambda-runtime-deadline-ms'], String(world.clock.now() + 3_000));
  assert.equal(
    headers['lambda-runtime-invoked-function-arn'],
    'arn:aws:lambda:us-east-1:000000000000:function:fn',
  );
  assert.equal(headers['lambda-runtime-trace-id'], 'Root=1-x;Sampled=0');
  assert.equal(
    Buffer.from(String(headers['lambda-runtime-client-context']), 'latin1').toString(),
    '{"custom": {"k":"€"}}',
  );
  assert.deepEqual(seen(await respond('request-1', '{ "as" : "is" }')), accepted);
  assert.equal(text(await answer), '{ "as" : "is" }');

  const waiting = next();
  const second = world.invoke(record);
  const other = await waiting;
  assert.equal(other.headers['lambda-runtime-aws-request-id'], 'request-2');
  assert.equal(other.headers['lambda-runtime-trace-id'], undefined);
  assert.equal(other.headers['lambda-runtime-client-context'], undefined);
  await respond('request-2', 'null');
  assert.equal(text(await second), 'null');
  assert.equal(world.launcher.runtimes.length, 1);
});

test('the caller has its answer before the runtime asks for more, its log only then', async (t) => {
  const world = await openWorld(t);
  const plain = world.invoke(record);
  const { next, respond } = await world.runtimeAt(0);
  await next();
  await respond('request-1', '1');
  assert.equal(text(await plain), '1');
  assert.equal(world.logs.lines(0).length, 2, 'END and REPORT are still to come');
  const waiting = next();
  const tailed = world.invoke(record, { logTail: true });
  await waiting;
  await respond('request-2', '2');
  let isAnswered = false;
  void tailed.then(() => {
    isAnswered = true;
  });
  await world.clock.advance(100);
  assert.equal(isAnswered, false);
  void next().catch(() => undefined);
  const log = Buffer.from((await tailed).logResult ?? '', 'base64').toString();
  assert.match(
    log,
    /^START RequestId: request-2 .*\nEND RequestId: request-2\nREPORT .*Duration: 100\.00 ms/,
  );
});

test('an error is handed on as it is; its type for the log is what has the right form', async (t) => {
  const world = await openWorld(t);
  const json = functionRecord('fn', {
    variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrapper' },
    jsonLogging: { applicationLevel: 'INFO', systemLevel: 'DEBUG' },
  });
  const cases = [
    ['Runtime.Custom', 'Runtime.Custom'],
    ['Function.MyError', 'Function.MyError'],
    ['Runtime.lower', 'Runtime.Unknown'],
    ['Error', 'Function.Unknown'],
  ] as const;
  const first = world.invoke(json, { requestId: 'failing-0' });
  const { client, next } = await world.runtimeAt(0);
  for (const [index, [header, type]] of cases.entries()) {
    const id = `failing-${index}`;
    const answer = index === 0 ? first : world.invoke(json, { requestId: id });
    await next();
    const posted = await client.ask('POST', runtimePaths.error(id), {
      body: 'no JSON at all',
      headers: { 'Lambda-Runtime-Function-Error-Type': header },
    });
    assert.deepEqual(seen(posted), accepted);
    const result = await answer;
    assert.deepEqual([text(result), result.functionError], ['no JSON at all', 'Unhandled']);
    const waiting = next();
    const done = world.invoke(json, { requestId: `after-${index}` });
    await waiting;
    await client.ask('POST', runtimePaths.response(`after-${index}`), { body: '1' });
    await done;
    assert.match(world.logs.lines(0).join(''), new RegExp(`"${id}","status":"error","errorType":"${type}"`));
  }
});

test('what a runtime must not do now is refused with the names of both states', async (t) => {
  const world = await openWorld(t);
  const answer = world.invoke(record);
  const { client, next, respond } = await world.runtimeAt(0);
  assert.deepEqual(seen(await respond('request-1', '1')), refusedTransition('Started', 'InvocationResponse'));
  for (const [path, to] of [
    ['/2018-06-01/runtime/restore/next', 'RestoreReady'],
    ['/2018-06-01/runtime/restore/error', 'RestoreError'],
  ] as const) {
    const method = path.endsWith('next') ? 'GET' : 'POST';
    assert.deepEqual(seen(await client.ask(method, path)), refusedTransition('Started', to));
  }
  await next();
  assert.equal((await next()).headers['lambda-runtime-aws-request-id'], 'request-1', 'the same once more');
  assert.deepEqual(seen(await respond('request-0', '1')), unknownId);
  assert.deepEqual(
    seen(await client.ask('POST', runtimePaths.initError, { body: '{}' })),
    refusedTransition('Ready', 'InitError'),
  );
  assert.deepEqual(seen(await respond('request-1', '"first"')), accepted);
  const sent = 'RuntimeResponseSentState';
  assert.deepEqual(
    seen(await respond('request-1', '"second"')),
    refusedTransition(sent, 'InvocationResponse'),
  );
  assert.deepEqual(
    seen(await client.ask('POST', runtimePaths.error('request-1'), { body: '{}' })),
    refusedTransition(sent, 'InvocationErrorResponse'),
  );
  assert.equal(text(await answer), '"first"');
  assert.deepEqual(seen(await client.ask('GET', '/2018-06-01/ping')), [200, 'pong']);
  for (const [method, path] of [
    ['GET', '/'],
    ['POST', runtimePaths.next],
    ['GET', '/2018-06-01/runtime/invocation/next/'],
    ['PUT', '/2030-01-01/telemetry'],
  ] as const) {
    assert.equal((await client.ask(method, path)).status, 404, path);
  }
});

test('whoever comes between an answer and the next request waits for that, but no longer than for a start', async (t) => {
  const world = await openWorld(t);
  const first = world.invoke(record);
  const { next, respond } = await world.runtimeAt(0);
  await world.clock.advance(20);
  await next();
  await respond('request-1', '1');
  await first;
  const second = world.invoke(record);
  const event = await next();
  assert.equal(event.headers['lambda-runtime-aws-request-id'], 'request-2');
  await respond('request-2', '2');
  await second;
  assert.equal(world.launcher.runtimes.length, 1);
  const third = world.invoke(record);
  await world.clock.advance(20);
  const other = await world.runtimeAt(1);
  await other.next();
  await other.respond('request-3', '3');
  assert.equal(text(await third), '3');
});

test('two requests for the next event get the same', async (t) => {
  const world = await openWorld(t);
  const first = world.invoke(record);
  const { next, respond } = await world.runtimeAt(0);
  await next();
  await respond('request-1', '1');
  await first;
  const both = [next(), next()];
  const second = world.invoke(record);
  const ids = (await Promise.all(both)).map(({ headers }) => headers['lambda-runtime-aws-request-id']);
  assert.deepEqual(ids, ['request-2', 'request-2']);
  await respond('request-2', '2');
  assert.equal(text(await second), '2');
});

test('a result too large is refused, the caller told, and the runtime goes on', async (t) => {
  const world = await openWorld(t);
  const large = world.invoke(record);
  const { next, respond } = await world.runtimeAt(0);
  await next();
  assert.deepEqual(seen(await respond('request-1', Buffer.alloc(responseBytesMax + 1, '1'))), [
    413,
    '{"errorMessage":"Exceeded maximum allowed payload size (6291556 bytes).","errorType":"RequestEntityTooLarge"}',
  ]);
  assert.match(text(await large), /"Function.ResponseSizeTooLarge"/);
  const fits = world.invoke(record);
  await next();
  assert.deepEqual(seen(await respond('request-2', Buffer.alloc(responseBytesMax, '1'))), accepted);
  assert.equal((await fits).payload.length, responseBytesMax);
});

test('a response may come in chunks; trailers make it an error', async (t) => {
  const world = await openWorld(t);
  const streamed = world.invoke(record);
  const { client, next } = await world.runtimeAt(0);
  const streaming = { 'Lambda-Runtime-Function-Response-Mode': 'streaming' };
  await next();
  const posted = await client.ask('POST', runtimePaths.response('request-1'), {
    headers: { ...streaming, 'Transfer-Encoding': 'chunked' },
    body: 'in chunks',
    trailers: {},
  });
  assert.deepEqual(seen(posted), accepted);
  assert.equal(text(await streamed), 'in chunks');

  const failed = world.invoke(record);
  await next();
  await client.ask('POST', runtimePaths.response('request-2'), {
    headers: {
      ...streaming,
      'Transfer-Encoding': 'chunked',
      Trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
    },
    body: 'half of it',
    trailers: {
      'Lambda-Runtime-Function-Error-Type': 'Runtime.StreamError',
      'Lambda-Runtime-Function-Error-Body': Buffer.from('{"errorMessage":"broke"}').toString('base64'),
    },
  });
  const result = await failed;
  assert.deepEqual([text(result), result.functionError], ['{"errorMessage":"broke"}', 'Unhandled']);
});

test('a mode that there is not is refused and fails the invocation', async (t) => {
  const world = await openWorld(t);
  const answer = world.invoke(record);
  const { next, respond } = await world.runtimeAt(0);
  await next();
  const posted = await respond('request-1', '1', { 'Lambda-Runtime-Function-Response-Mode': 'buffered' });
  assert.deepEqual(seen(posted), [
    400,
    '{"errorMessage":"Invalid function response mode","errorType":"InvalidFunctionResponseMode"}',
  ]);
  assert.deepEqual(JSON.parse(text(await answer)), {
    errorType: 'Runtime.InvalidResponseModeHeader',
    errorMessage: 'RequestId: request-1 Error: Invalid function response mode',
  });
});

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

test('a body without an end is not kept, and ends with its connection', async (t) => {
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
  socket.destroy();
  assert.match(text(await answer), /Runtime.TruncatedResponse/);
});

test('an init error is the answer of the first invocation', async (t) => {
  const world = await openWorld(t);
  const answer = world.invoke(record);
  const { runtime, client, next } = await world.runtimeAt(0);
  const body = '{"errorType":"Bad.Start","errorMessage":"no"}';
  const headers = { 'Lambda-Runtime-Function-Error-Type': 'Runtime.NoStart' };
  const posted = await client.ask('POST', runtimePaths.initError, { body, headers });
  assert.deepEqual(seen(posted), accepted);
  const result = await answer;
  assert.deepEqual([text(result), result.functionError], [body, 'Unhandled']);
  await assert.rejects(next(), 'nobody listens for an environment that is gone');
  assert.equal(runtime.killed, true);
  assert.match(world.logs.lines(0)[1] ?? '', /Status: error\tError Type: Runtime.NoStart\n$/);
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
    const first = await world.runtimeAt(0);
    first.runtime.say('started 7');
    first.runtime.say(line);
    const error = { errorType: 'Runtime.ExitError', errorMessage: `RequestId: request-1 Error: ${message}` };
    assert.deepEqual(JSON.parse(text(await starting)), error);

    const running = world.invoke(record);
    const second = await world.runtimeAt(1);
    await second.next();
    second.runtime.print('last words\n');
    second.runtime.say(line);
    assert.match(text(await running), new RegExp(`request-2 Error: ${message}"`));
    assert.ok(world.logs.lines(1).includes('last words\n'));

    const calm = world.invoke(record);
    const third = await world.runtimeAt(2);
    await third.next();
    await third.respond('request-3', '3');
    await calm;
    third.runtime.say(line);
    const after = world.invoke(record);
    const fourth = await world.runtimeAt(3);
    await fourth.next();
    await fourth.respond('request-4', '4');
    assert.equal(text(await after), '4');
    assert.equal(third.runtime.killed, true);
  });
}

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
  assert.match(world.logs.lines(1).at(-1) ?? '', /Duration: 3000.00 ms.*Status: timeout/);
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

test('an environment that is closed answers nobody any more', async (t) => {
  const world = await openWorld(t);
  const answer = world.invoke(record);
  const { next, client } = await world.runtimeAt(0);
  await next();
  await world.invoker.close();
  assert.match(text(await answer), /signal: killed/);
  await assert.rejects(client.ask('GET', '/2018-06-01/ping'));
});
