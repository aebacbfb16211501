/** Responses that are read while they come, with a runtime that the test plays. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { responseBytesMax, responsePartBytesMax, streamedBytesMax } from '../environments/limits.ts';
import { ResponseParts } from '../environments/response-parts.ts';
import { functionRecord, openInvokeWorld, text } from './invoke-world.fixture.ts';
import { partsWaitingMax } from './limits.ts';
import type { StreamedResponse } from './streamed-response.ts';

const record = functionRecord('my-function');

async function openWorld(t: TestContext) {
  const world = await openInvokeWorld();
  t.after(() => world.close());
  return world;
}

async function rest(response: StreamedResponse): Promise<string> {
  let read = '';
  for (;;) {
    const part = await response.next();
    if (part === undefined) return read;
    read += Buffer.from(part).toString();
  }
}

const next = async (response: StreamedResponse) => Buffer.from((await response.next()) ?? []).toString();

test('parts are read while the function still runs, and its end, log and report come after the last', async (t) => {
  const world = await openWorld(t);
  const streaming = world.stream(record, { logTail: true });
  const runtime = await world.launcher.runtime(0);
  await runtime.invoked();
  runtime.begin('request-1');
  const response = await streaming;
  assert.equal(response.contentType, 'text/plain');
  for (const part of ['one', 'two']) {
    runtime.part('request-1', part);
    assert.equal(await next(response), part);
  }
  runtime.print('printed\n');
  runtime.part('request-1', 'three');
  runtime.end('request-1');
  assert.equal(await rest(response), 'three');
  const { payload, functionError, executedVersion, logResult } = await response.ended;
  assert.deepEqual([payload.length, functionError, executedVersion], [0, undefined, '$LATEST']);
  const log = Buffer.from(logResult ?? '', 'base64').toString();
  assert.match(log, /^START [^\n]*\nprinted\nEND [^\n]*\nREPORT [^\n]*Max Memory Used: 40 MB/);
  const warm = world.invoke(record);
  await runtime.invoked();
  runtime.respond('request-2', '2');
  assert.equal(text(await warm), '2');
});

for (const [parts, ending, streamedGb] of [
  [96, 'end', undefined],
  [96 + 16, 'end', 1 / 1024],
  [96 + 16, 'break', 1 / 1024],
] as const) {
  test(`bytes beyond the first 6 MB are billed: ${parts} parts, and an ${ending}`, async (t) => {
    const world = await openWorld(t);
    const streaming = world.stream(record);
    const runtime = await world.launcher.runtime(0);
    await runtime.invoked();
    runtime.begin('request-1');
    for (let part = 0; part < parts; part += 1) runtime.part('request-1', Buffer.alloc(responsePartBytesMax));
    if (ending === 'end') runtime.end('request-1');
    else runtime.break('request-1', 'Error', '{}');
    const response = await streaming;
    while ((await response.next()) !== undefined);
    await response.ended;
    assert.deepEqual(
      world.usage.bills.map(({ used }) => [used.requests, used.streamedGb]),
      [[1, streamedGb]],
    );
  });
}

test('a result that comes as a whole is one part', async (t) => {
  const world = await openWorld(t);
  const streaming = world.stream(record);
  const runtime = await world.launcher.runtime(0);
  await runtime.invoked();
  runtime.respond('request-1', '{"a":1}');
  const response = await streaming;
  assert.deepEqual([response.contentType, await rest(response)], ['application/json', '{"a":1}']);
});

test('a buffered caller gets the parts as a whole, up to the limit of a result', async (t) => {
  const world = await openWorld(t);
  const begin = async (parts: readonly (string | Buffer)[]) => {
    const runtime = await world.launcher.runtime(0);
    const { head } = await runtime.invoked();
    runtime.begin(head.requestId);
    for (const part of parts) runtime.part(head.requestId, part);
    return runtime;
  };
  const whole = world.invoke(record);
  const runtime = await begin(['one', 'two']);
  runtime.end('request-1');
  assert.equal(text(await whole), 'onetwo');

  const full = Array.from({ length: Math.floor(responseBytesMax / responsePartBytesMax) }, () =>
    Buffer.alloc(responsePartBytesMax, 'x'),
  );
  const last = Buffer.alloc(responseBytesMax % responsePartBytesMax, 'y');
  const fits = world.invoke(record);
  await begin([...full, last]);
  runtime.end('request-2');
  assert.equal((await fits).payload.length, responseBytesMax);

  const tooLarge = world.invoke(record);
  await begin([...full, last, 'z']);
  runtime.end('request-3');
  assert.deepEqual(JSON.parse(text(await tooLarge)), {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${responseBytesMax} bytes).`,
  });

  const failed = world.invoke(record);
  await begin(['half']);
  runtime.break('request-4', 'Error', '{"errorMessage":"no"}');
  assert.deepEqual(
    [text(await failed), (await failed).functionError],
    ['{"errorMessage":"no"}', 'Unhandled'],
  );
});

test('beyond the limit of a stream nothing is read any more, and that is said once', () => {
  const part = Buffer.alloc(responsePartBytesMax);
  let taken = 0;
  const take = (bytes: Uint8Array) => {
    taken += bytes.length;
    return true;
  };
  const sink = { begin: () => undefined, take };
  const exceeded: unknown[] = [];
  const source = { resume: () => undefined, exceeded: (outcome: unknown) => void exceeded.push(outcome) };
  const parts = new ResponseParts(sink, 'text/plain', source);
  for (let bytes = 0; bytes < streamedBytesMax; bytes += part.length) assert.equal(parts.take(part), true);
  const posted = { type: 'response', body: Buffer.alloc(0) } as const;
  assert.deepEqual(parts.end(posted), { type: 'streamed', producedBytes: streamedBytesMax });
  for (const _time of [1, 2]) assert.equal(parts.take(Buffer.from('x')), false);
  assert.equal(taken, streamedBytesMax);
  assert.deepEqual(exceeded, [{ type: 'response-too-large', bytesMax: streamedBytesMax }]);
});

test('a content type that no header can carry is none', () => {
  const named = (contentType: string) => {
    const seen: string[] = [];
    const sink = { begin: (type: string) => void seen.push(type), take: () => true };
    new ResponseParts(sink, contentType, { resume: () => undefined, exceeded: () => undefined });
    return seen[0];
  };
  assert.equal(named('text/html; charset=utf-8'), 'text/html; charset=utf-8');
  for (const bad of ['', 'a\r\nb: c', 'text/☃', 'x'.repeat(2_000)])
    assert.equal(named(bad), 'application/octet-stream');
});

test('errors before the first part and after it come at the end, and the environment goes on', async (t) => {
  const world = await openWorld(t);
  for (const [index, parts] of [[], ['half']].entries()) {
    const id = `request-${index + 1}`;
    const streaming = world.stream(record);
    const runtime = await world.launcher.runtime(0);
    await runtime.invoked();
    runtime.begin(id);
    for (const part of parts) runtime.part(id, part);
    runtime.break(id, 'Error', '{"errorType":"Error"}');
    const response = await streaming;
    assert.equal(await rest(response), parts.join(''));
    const { functionError, payload } = await response.ended;
    assert.deepEqual(
      [functionError, Buffer.from(payload).toString()],
      ['Unhandled', '{"errorType":"Error"}'],
    );
  }
  assert.equal(world.launcher.runtimes.length, 1);
});

test('an error of a handler that does not stream is no part', async (t) => {
  const world = await openWorld(t);
  const streaming = world.stream(record);
  const runtime = await world.launcher.runtime(0);
  await runtime.invoked();
  runtime.fail('request-1', 'Error', '{"errorType":"Error"}');
  const response = await streaming;
  assert.equal(await response.next(), undefined);
  assert.equal((await response.ended).functionError, 'Unhandled');
});

for (const [what, end, message] of [
  ['a timeout', 'timeout', /Task timed out after 3\.00 seconds/],
  ['an exit', 'exit', /Runtime exited with error: exit status 7/],
] as const) {
  for (const reader of ['that reads', 'that does not read'] as const) {
    test(`${what} in the middle, with a caller ${reader}`, async (t) => {
      const world = await openWorld(t);
      const streaming = world.stream(record);
      const runtime = await world.launcher.runtime(0);
      await runtime.invoked();
      runtime.begin('request-1');
      const response = await streaming;
      const count = reader === 'that reads' ? 1 : 4 * partsWaitingMax;
      for (let part = 0; part < count; part += 1) {
        runtime.part('request-1', Buffer.alloc(responsePartBytesMax, 'x'));
      }
      if (reader === 'that reads') assert.equal((await response.next())?.length, responsePartBytesMax);
      if (end === 'exit') runtime.exit({ code: 7, signal: null });
      const ended = response.ended.then((result) => result);
      while ((await Promise.race([ended, world.clock.advance(500)])) === undefined);
      assert.match(text(await ended), message);
      await rest(response);
      const again = world.invoke(record);
      const second = await world.launcher.runtime(1);
      await second.invoked();
      second.respond('request-2', '2');
      assert.equal(text(await again), '2', 'the next invocation has an environment of its own');
    });
  }
}

test('what never ran is refused before anything is answered', async (t) => {
  const world = await openWorld(t);
  const refused = functionRecord('refused', {}, { reservedConcurrency: 0 });
  await assert.rejects(world.stream(refused), { code: 'TooManyRequestsException' });
});

/** Turns of the event loop until the runtime's side has written no more for many of them. */
async function untilQuiet(written: () => number): Promise<void> {
  let quiet = 0;
  for (let before = -1; quiet < 50; ) {
    quiet = written() === before ? quiet + 1 : 0;
    before = written();
    await new Promise(setImmediate);
  }
}

test('a runtime is read no faster than its caller reads, and to its end when he goes', async (t) => {
  const world = await openWorld(t);
  const streaming = world.stream(record);
  const runtime = await world.launcher.runtime(0);
  await runtime.invoked();
  runtime.begin('request-1');
  const response = await streaming;
  const count = 1_000;
  let sent = 0;
  const write = async () => {
    for (; sent < count; sent += 1) {
      runtime.part('request-1', Buffer.alloc(responsePartBytesMax, 'x'));
      if (runtime.channel.writableNeedDrain)
        await new Promise((resolve) => runtime.channel.once('drain', resolve));
    }
    runtime.end('request-1');
  };
  const writing = write();
  await untilQuiet(() => sent);
  assert.ok(sent < count / 4, `${sent} of ${count} parts were taken from the runtime unread`);
  const before = sent;
  for (let part = 0; part < 2 * partsWaitingMax; part += 1) await response.next();
  await untilQuiet(() => sent);
  assert.ok(sent > before, 'it goes on when there is room');
  assert.ok(sent < count / 4);
  response.abandon();
  assert.equal(await response.next(), undefined);
  await writing;
  assert.equal((await response.ended).functionError, undefined);
  const warm = world.invoke(record);
  await runtime.invoked();
  runtime.respond('request-2', '2');
  assert.equal(text(await warm), '2');
});
