import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Files, LaunchedFunction } from './launched-function.fixture.ts';
import type { RuntimeUnderTest } from './runtimes.suite.ts';

/** What handlers write to the streams of `LambdaResponseStreamFactory`, with `Streams.dll` among the files. */
export function dotnetStreamingCases(subject: RuntimeUnderTest, files: Files): void {
  const start = async (method: string): Promise<LaunchedFunction> =>
    await (await subject.start(files, `Streams::Streams::${method}`)).ready();
  const http = 'application/vnd.awslambda.http-integration-response';

  it('streams: what is written goes out as it comes, and what the handler returns does not', async () => {
    const fn = await start('Parts');
    for (const _time of [1, 2]) {
      const { contentType, parts, end } = await fn.stream({});
      assert.equal(contentType, http);
      assert.deepEqual(
        parts.map((part) => part.length),
        [3, 65_536, 34_464, 6],
      );
      assert.deepEqual([parts[0], parts.at(-1)], ['one', '100003']);
      assert.deepEqual([end.type, end.head.errorType, end.body], ['end', undefined, '']);
    }
    await fn.stop();
  });

  it('streams: the metadata of an HTTP response comes first and does not count', async () => {
    const fn = await start('Http');
    const { parts } = await fn.stream({});
    assert.equal(parts.join(''), '{"statusCode":201}\0\0\0\0\0\0\0\0body 0');
    await fn.stop();
  });

  it('streams: an error ends what was begun, with its reason', async () => {
    const fn = await start('BreaksOff');
    const { parts, end } = await fn.stream({});
    assert.deepEqual(parts, ['begun']);
    assert.deepEqual([end.type, end.head.errorType], ['end', 'FormatException']);
    assert.equal((JSON.parse(end.body) as { errorMessage: string }).errorMessage, 'broken');
    await fn.stop();
  });

  it('streams: an invocation has one', async () => {
    const fn = await start('Twice');
    const { parts, end } = await fn.stream({});
    assert.deepEqual([parts, end.head.errorType], [[], 'InvalidOperationException']);
    await fn.stop();
  });

  it('streams: nothing is written to that of an earlier invocation', async () => {
    const fn = await start('Late');
    await fn.stream({});
    const { parts } = await fn.stream({});
    assert.deepEqual(parts, ['Cannot write to a completed stream.']);
    await fn.stop();
  });
}
