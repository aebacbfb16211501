import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Frame, LaunchedFunction } from './launched-function.fixture.ts';
import type { RuntimeUnderTest } from './runtimes.suite.ts';

/** `awslambda` and what its handlers write. */
export function nodejsStreamingCases(subject: RuntimeUnderTest, modern: boolean): void {
  const start = async (body: string, options = ''): Promise<LaunchedFunction> => {
    const code = `const { pipeline } = require('node:stream/promises'); const { Readable } = require('node:stream');
      exports.handler = awslambda.streamifyResponse(${body}${options});`;
    return await (await subject.start({ 'index.js': code }, 'index.handler')).ready();
  };
  const errorOf = ({ type, head, body }: Frame) => {
    assert.equal(type, 'end');
    const { errorType, errorMessage } = JSON.parse(body);
    assert.equal(head.errorType, errorType);
    return [errorType, errorMessage];
  };

  it('what is written goes out as it comes, of the type that was set', async () => {
    const fn = await start(`async (event, stream) => {
      stream.setContentType('text/plain');
      stream.write('one');
      stream.write(Buffer.from('two'));
      stream.write({ three: 3 });
      stream.end('four');
    }`);
    for (const _time of [1, 2]) {
      const { contentType, parts, end } = await fn.stream({});
      assert.deepEqual([contentType, parts], ['text/plain', ['one', 'two', '{"three":3}', 'four']]);
      assert.deepEqual([end.type, end.head.errorType, end.body], ['end', undefined, '']);
    }
    await fn.stop();
  });

  it('nothing at all is an answer too', async () => {
    const fn = await start('async (event, stream) => stream.end()');
    const { contentType, parts, end } = await fn.stream({});
    assert.deepEqual([contentType, parts, end.type], ['application/octet-stream', [], 'end']);
    await fn.stop();
  });

  it('the metadata of an HTTP response comes before the first write', async () => {
    const fn = await start(`async (event, stream) => {
      const http = awslambda.HttpResponseStream.from(stream, { statusCode: 201, cookies: ['a=1'] });
      await pipeline(Readable.from(['bo', 'dy']), http);
    }`);
    const { contentType, parts } = await fn.stream({});
    assert.equal(contentType, 'application/vnd.awslambda.http-integration-response');
    assert.equal(parts.join(''), '{"statusCode":201,"cookies":["a=1"]}\0\0\0\0\0\0\0\0body');
    await fn.stop();
  });

  it('large writes are cut into frames, and the high water mark is the one that was asked for', async () => {
    const fn = await start(
      `async (event, stream) => {
        stream.write(Buffer.alloc(100_000, 'x'));
        stream.end(String(stream.writableHighWaterMark));
      }`,
      ', { highWaterMark: 1_000.5 }',
    );
    const { parts } = await fn.stream({});
    assert.deepEqual(
      parts.map((part) => part.length),
      [32_768, 32_768, 32_768, 1_696, 4],
    );
    assert.equal(parts.at(-1), '1000');
    await fn.stop();
  });

  it('the content type cannot change once something is written, and fits a header', async () => {
    const fn = await start(`async (event, stream) => {
      const seen = [];
      const attempt = (type) => { try { stream.setContentType(type); } catch (error) { seen.push(error.name, error.code); } };
      attempt('a\\r\\nb: c');
      stream.write('x');
      attempt('text/html');
      stream.end(JSON.stringify(seen));
    }`);
    const { contentType, parts } = await fn.stream({});
    assert.equal(contentType, 'application/octet-stream');
    assert.deepEqual(JSON.parse(parts[1] ?? ''), [
      'TypeError',
      'ERR_INVALID_CHAR',
      'Runtime.InvalidStreamingOperation',
      null,
    ]);
    await fn.stop();
  });

  it('an error ends the stream, before the first byte or after it, and the next event comes', async () => {
    const fn = await start(`async (event, stream) => {
      if (event.write) stream.write(event.write);
      if (event.end) return stream.end();
      throw new RangeError('boom');
    }`);
    for (const [event, parts] of [
      [{}, []],
      [{ write: 'half' }, ['half']],
    ] as const) {
      const streamed = await fn.stream(event);
      assert.deepEqual(streamed.parts, parts);
      assert.deepEqual(errorOf(streamed.end), ['RangeError', 'boom']);
      const [log] = await fn.logsUntil(streamed.end);
      assert.match(log?.message ?? '', /Invoke Error/);
    }
    assert.deepEqual((await fn.stream({ write: 'well', end: true })).parts, ['well']);
    await fn.stop();
  });

  it('handlers that are not async, or never end, fail', async () => {
    const text = modern ? 'Error' : 'string';
    for (const [handler, expected] of [
      ['(event, stream) => { stream.end("x"); }', [text, 'Streaming does not support non-async handlers.']],
      ['async (event, stream) => { stream.write("x"); }', [text, 'Response stream is not finished.']],
      ['async (event, stream) => { stream.destroy(new Error("mine")); }', ['Error', 'mine']],
    ] as const) {
      const fn = await start(handler);
      for (const _time of [1, 2]) assert.deepEqual(errorOf((await fn.stream({})).end), expected);
      await fn.stop();
    }
    const fn = await start('(event, stream) => new Promise(() => stream.write("x"))');
    for (const _time of [1, 2]) assert.equal(errorOf((await fn.stream({})).end)[0], 'Runtime.NodeJsExit');
    await fn.stop();
  });

  it('an error that nobody catches ends the stream and the process', async () => {
    const fn = await start(`async (event, stream) => {
      stream.write('half');
      setTimeout(() => { throw new Error('late'); }, 1);
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    }`);
    const { parts, end } = await fn.stream({});
    assert.deepEqual([parts, errorOf(end)], [['half'], ['Error', 'late']]);
    assert.deepEqual(await fn.exit, { code: 129, signal: null });
  });

  it('what is written after the answer is no part of the next one', async () => {
    const fn = await start(`async (event, stream) => {
      stream.on('error', () => {});
      if (event.kept) return kept.write('stale'), stream.end('fresh');
      globalThis.kept = stream;
      throw new Error('no');
    }`);
    await fn.stream({});
    assert.deepEqual((await fn.stream({ kept: true })).parts, ['fresh']);
    await fn.stop();
  });
}
