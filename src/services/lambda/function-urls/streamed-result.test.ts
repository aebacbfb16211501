import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import fc from 'fast-check';
import type { StreamedResponse } from '../invoke/streamed-response.ts';
import { preludeBytesMax } from './limits.ts';
import { fromStreamed } from './streamed-result.ts';

const integration = 'application/vnd.awslambda.http-integration-response';
const zeros = '\0'.repeat(8);

/** A response of these parts. `abandoned` tells whether its reader went. */
function responseOf(
  contentType: string,
  parts: readonly (string | Uint8Array)[],
  functionError?: 'Unhandled',
) {
  const waiting = parts.map((part) => Buffer.from(part as string));
  const response = {
    contentType,
    abandoned: false,
    next: async () => waiting.shift(),
    ended: Promise.resolve({
      payload: Buffer.alloc(0),
      executedVersion: '1',
      ...(functionError && { functionError }),
    }),
    abandon() {
      response.abandoned = true;
    },
  };
  return response satisfies StreamedResponse;
}

test('metadata become status and headers however the parts are cut', async () => {
  const prelude = JSON.stringify({ statusCode: 418, headers: { 'X-A': 'b' }, cookies: ['a=1', 'b=2'] });
  const bytes = Buffer.from(`${prelude}${zeros}the ${zeros} body`);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 6 }), async (places) => {
      const cuts = [0, ...places.sort((a, b) => a - b), bytes.length];
      const parts = cuts.slice(1).map((end, index) => bytes.subarray(cuts[index], end));
      const answer = await fromStreamed(
        responseOf(
          integration,
          parts.filter((part) => part.length > 0),
        ),
      );
      assert.equal(answer?.status, 418);
      assert.deepEqual(answer?.headers, [
        'X-A',
        'b',
        'content-type',
        'application/octet-stream',
        'set-cookie',
        'a=1',
        'set-cookie',
        'b=2',
      ]);
      assert.equal(String(await buffer(answer?.body as Readable)), `the ${zeros} body`);
    }),
  );
});

test('without metadata the content type is the one that the function set', async () => {
  const answer = await fromStreamed(responseOf('text/css', ['a', 'b']));
  assert.deepEqual([answer?.status, answer?.headers], [200, ['content-type', 'text/css']]);
  assert.equal(String(await buffer(answer?.body as Readable)), 'ab');
});

test('an empty response has no metadata', async () => {
  const answer = await fromStreamed(responseOf(integration, []));
  assert.deepEqual(answer, { status: 200, headers: ['content-type', 'application/octet-stream'], body: '' });
});

for (const [what, parts] of [
  ['are no JSON', [`{${zeros}`]],
  ['are no object', [`[]${zeros}`]],
  ['have a status that is none', [`{"statusCode":99}${zeros}`]],
  ['have a header that cannot be sent', [`{"headers":{"a":"b\\r\\nc: d"}}${zeros}`]],
  ['have no end', ['{"statusCode":200}']],
  ['are too long', ['x'.repeat(preludeBytesMax), 'x', 'x']],
] as const) {
  test(`metadata that ${what} are malformed, and nobody reads on`, async () => {
    const response = responseOf(integration, parts);
    assert.equal(await fromStreamed(response), undefined);
    assert.ok(response.abandoned);
  });
}

async function bodyOf(response: StreamedResponse): Promise<Readable> {
  const answer = await fromStreamed(response);
  assert.ok(answer?.body instanceof Readable);
  return answer.body;
}

test('a failure before the body is none, after its begin it breaks the body off behind what came', async () => {
  assert.equal(await fromStreamed(responseOf('text/plain', [], 'Unhandled')), undefined);
  const body = await bodyOf(responseOf('text/plain', ['a', 'b'], 'Unhandled'));
  let read = '';
  await assert.rejects(async () => {
    for await (const part of body) read += String(part);
  }, /failed while it streamed/);
  assert.equal(read, 'ab');
});

test('a body that is given up, read or not, leaves the function to itself', async () => {
  const response = responseOf('text/plain', ['a', 'b']);
  (await bodyOf(response)).destroy();
  assert.ok(response.abandoned);
});
