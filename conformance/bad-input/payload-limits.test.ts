/** The sizes of payloads over a socket, to the byte: the largest that are served, and how one byte more is answered. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withFolder } from '../lambent-process.ts';
import { type RawApi, rawApi } from '../raw-api.ts';
import { zipOf } from '../zip.ts';

const functions = '/2015-03-31/functions';
const synchronousBytes = 6_291_456;
const asynchronousBytes = 1_048_576;
const responseBytes = 6_291_556;

/** A JSON text of so many bytes, quotes included. */
const textOf = (bytes: number) => `"${'x'.repeat(bytes - 2)}"`;

/** Answers a text with how long it is, and a number with a JSON text of so many bytes. */
const handler = `exports.handler = async (event) =>
  typeof event === 'number' ? 'x'.repeat(event - 2) : event.length;`;

async function createFunction(api: RawApi): Promise<void> {
  const { status } = await api('POST', functions, {
    FunctionName: 'fn',
    Runtime: 'nodejs24.x',
    Role: 'arn:aws:iam::000000000000:role/r',
    Handler: 'index.handler',
    MemorySize: 256,
    Code: { ZipFile: (await zipOf({ 'index.js': handler })).toString('base64') },
  });
  assert.equal(status, 201);
  for (let state: unknown; state !== 'Active'; ) {
    state = (await api('GET', `${functions}/fn/configuration`)).body.State;
  }
}

test('requests and responses of the largest size, and of one byte more', () =>
  withFolder(async (folder, start) => {
    const { endpoint } = await start(folder);
    const api = rawApi(endpoint, 'lambda');
    await createFunction(api);
    for (const [type, bytesMax, status, body] of [
      ['RequestResponse', synchronousBytes, 200, { value: synchronousBytes - 2 }],
      ['Event', asynchronousBytes, 202, {}],
    ] as const) {
      const send = (bytes: number) =>
        api('POST', `${functions}/fn/invocations`, textOf(bytes), { 'x-amz-invocation-type': type });
      assert.deepEqual(await send(bytesMax), { status, errorType: null, body });
      const message = `Request must be smaller than ${bytesMax} bytes for the InvokeFunction operation`;
      assert.deepEqual(await send(bytesMax + 1), {
        status: 413,
        errorType: 'RequestTooLargeException',
        body: { Type: 'User', message },
      });
    }
    const invoke = (event: number) => api('POST', `${functions}/fn/invocations`, String(event));
    assert.deepEqual((await invoke(responseBytes)).body, { value: 'x'.repeat(responseBytes - 2) });
    assert.deepEqual(await invoke(responseBytes + 1), {
      status: 200,
      errorType: null,
      body: {
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: `Response payload size exceeded maximum allowed payload size (${responseBytes} bytes).`,
      },
    });
    assert.deepEqual((await invoke(2)).body, { value: '' }, 'and the function still works');
  }));
