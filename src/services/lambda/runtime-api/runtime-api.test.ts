import assert from 'node:assert/strict';
import { on } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { functionRecord, text } from '../invoke/invoke-world.fixture.ts';
import { type ApiAnswer, runtimePaths } from './api-client.fixture.ts';
import { responseBytesMax } from './limits.ts';
import { openWorld, record } from './runtime-world.fixture.ts';

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

test('a client context with a byte that no header can have is handed on all the same', async (t) => {
  const world = await openWorld(t);
  const context = { custom: { k: 'a\x7fb\u0080\u00ff\\x7f' } };
  const answer = world.invoke(record, { clientContext: JSON.stringify(context) });
  const { next, respond } = await world.runtimeAt(0);
  const header = String((await next()).headers['lambda-runtime-client-context']);
  assert.deepEqual(JSON.parse(Buffer.from(header, 'latin1').toString()), context);
  await respond('request-1', '1');
  assert.equal(text(await answer), '1');
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

test('the caller hears of it while the rest is still being sent, and the connection stays of use', async (t) => {
  const world = await openWorld(t);
  const large = world.invoke(record);
  const { runtime, next } = await world.runtimeAt(0);
  await next();
  const [host = '', port] = runtime.api.split(':');
  const socket = connect(Number(port), host);
  t.after(() => socket.destroy());
  const answers = on(socket.setEncoding('latin1'), 'data');
  const heard = async () => String((await answers.next()).value);
  const [rest, head] = [1_000_000, `POST ${runtimePaths.response('request-1')} HTTP/1.1\r\nHost: x\r\n`];
  socket.write(`${head}Content-Length: ${responseBytesMax + 1 + rest}\r\n\r\n`);
  socket.write('1'.repeat(responseBytesMax + 1));
  assert.match(text(await large), /"Function.ResponseSizeTooLarge"/);
  assert.match(await heard(), /^HTTP\/1.1 413 /);
  socket.write(`${'1'.repeat(rest)}GET /2018-06-01/ping HTTP/1.1\r\nHost: x\r\n\r\n`);
  assert.match(await heard(), /pong$/);
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

test('an init error is the answer of the invocation where it comes again', async (t) => {
  const world = await openWorld(t);
  const answer = world.invoke(record);
  const first = await world.runtimeAt(0);
  await first.client.ask('POST', runtimePaths.initError, { body: '{"errorMessage":"not this one"}' });
  const { runtime, client, next } = await world.runtimeAt(1);
  const body = '{"errorType":"Bad.Start","errorMessage":"no"}';
  const headers = { 'Lambda-Runtime-Function-Error-Type': 'Runtime.NoStart' };
  const posted = await client.ask('POST', runtimePaths.initError, { body, headers });
  assert.deepEqual(seen(posted), accepted);
  const result = await answer;
  assert.deepEqual([text(result), result.functionError], [body, 'Unhandled']);
  await assert.rejects(next(), 'nobody listens for an environment that is gone');
  assert.equal(runtime.killed, true);
  assert.match(world.logs.lines(0)[2] ?? '', /Phase: invoke\tStatus: error\tError Type: Runtime.NoStart\n$/);
});
