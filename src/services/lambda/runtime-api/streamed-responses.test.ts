/** Responses in mode `streaming`, read while they come. */
import assert from 'node:assert/strict';
import { type ClientRequest, request as send } from 'node:http';
import { type TestContext, test } from 'node:test';
import { partsWaitingMax } from '../invoke/limits.ts';
import { runtimePaths } from './api-client.fixture.ts';
import { openWorld, record } from './runtime-world.fixture.ts';

/** A streamed response that its runtime has begun to post. */
async function openResponse(t: TestContext) {
  const world = await openWorld(t);
  const streaming = world.stream(record);
  const { runtime, next } = await world.runtimeAt(0);
  await next();
  const [host, port] = runtime.api.split(':');
  const posted = send({
    host,
    port,
    method: 'POST',
    path: runtimePaths.response('request-1'),
    headers: {
      'Content-Type': 'text/plain',
      'Lambda-Runtime-Function-Response-Mode': 'streaming',
      'Transfer-Encoding': 'chunked',
    },
  });
  const answered = new Promise<number | undefined>((resolve) => {
    posted.on('response', (response) => resolve(response.resume().statusCode));
    posted.on('error', () => resolve(undefined));
  });
  posted.write('first');
  const response = await streaming;
  assert.equal(response.contentType, 'text/plain');
  assert.equal(Buffer.from((await response.next()) ?? []).toString(), 'first');
  return { world, posted, answered, next, response };
}

test('each part reaches the caller before the next is posted', async (t) => {
  const { posted, answered, next, response } = await openResponse(t);
  for (const part of ['second', 'third']) {
    posted.write(part);
    assert.equal(Buffer.from((await response.next()) ?? []).toString(), part);
  }
  posted.end();
  assert.equal(await response.next(), undefined);
  assert.equal(await answered, 202);
  const { functionError } = await response.ended;
  assert.equal(functionError, undefined);
  void next().catch(() => undefined);
});

test('a connection that is cut in the middle is an error after what came', async (t) => {
  const { posted, response } = await openResponse(t);
  posted.destroy();
  assert.equal(await response.next(), undefined);
  const { functionError, payload } = await response.ended;
  assert.equal(functionError, 'Unhandled');
  assert.equal(JSON.parse(Buffer.from(payload).toString()).errorType, 'Runtime.TruncatedResponse');
});

async function writeAll(posted: ClientRequest, parts: number, count: (sent: number) => void): Promise<void> {
  for (let sent = 0; sent < parts; sent += 1) {
    count(sent);
    if (!posted.write(Buffer.alloc(65_536, 'x')))
      await new Promise((resolve) => posted.once('drain', resolve));
  }
  posted.end();
}

test('a runtime is read no faster than its caller reads, and to its end when he goes', async (t) => {
  const { posted, answered, response } = await openResponse(t);
  let sent = 0;
  const writing = writeAll(posted, 1_000, (count) => {
    sent = count;
  });
  let quiet = 0;
  for (let before = -1; quiet < 50; ) {
    quiet = sent === before ? quiet + 1 : 0;
    before = sent;
    await new Promise(setImmediate);
  }
  assert.ok(sent > partsWaitingMax && sent < 250, `${sent} of 1000 parts were taken from the runtime unread`);
  response.abandon();
  await writing;
  assert.equal(await answered, 202);
});
