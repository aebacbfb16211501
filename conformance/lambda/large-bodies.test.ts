/** Request bodies beyond the limit of their operation, announced and unannounced: 413 in AWS's words, and nothing is stored. */
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { describe, test } from 'node:test';
import { authorizationFor } from '../raw-api.ts';
import { functionBase, useBaseFunction } from './base-function.ts';

const uploadBytesMax = 70_167_211;
const otherBytesMax = 10_485_760;
const payloadBytesMax = 6_291_456;
const eventBytesMax = 1_048_576;
const smaller = (bytes: number) => `Request must be smaller than ${bytes} bytes`;
const named = (bytes: number, operation: string) => `${smaller(bytes)} for the ${operation} operation`;
const upload = (operation: string) => named(uploadBytesMax, operation);

const limits: readonly (readonly [string, string, string, number, string])[] = [
  ['CreateFunction', 'POST', '/2015-03-31/functions', uploadBytesMax, upload('CreateFunction')],
  ['UpdateFunctionCode', 'PUT', `${functionBase}/code`, uploadBytesMax, upload('UpdateFunctionCode')],
  [
    'PublishLayerVersion',
    'POST',
    '/2018-10-31/layers/layer/versions',
    uploadBytesMax,
    upload('PublishLayerVersion'),
  ],
  ['AddPermission', 'POST', `${functionBase}/policy`, otherBytesMax, smaller(otherBytesMax)],
  [
    'UpdateFunctionConfiguration',
    'PUT',
    `${functionBase}/configuration`,
    otherBytesMax,
    smaller(otherBytesMax),
  ],
];

/** These have an error of their own. */
const invocations: typeof limits = [
  [
    'Invoke',
    'POST',
    `${functionBase}/invocations`,
    payloadBytesMax,
    named(payloadBytesMax, 'InvokeFunction'),
  ],
  [
    'InvokeAsync',
    'POST',
    '/2014-11-13/functions/base/invoke-async',
    eventBytesMax,
    named(eventBytesMax, 'InvokeAsync'),
  ],
  [
    'InvokeWithResponseStream',
    'POST',
    '/2021-11-15/functions/base/response-streaming-invocations',
    payloadBytesMax,
    named(payloadBytesMax, 'InvokeFunction'),
  ],
];

type Answer = readonly [status: number | undefined, errorType: unknown, message: unknown];

/** Sends so many bytes of a string that never ends. Without `isAnnounced` they come in chunks, and the server has to count. */
function sendBytes(url: string, method: string, bytes: number, isAnnounced: boolean): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: authorizationFor('lambda'),
      'content-type': 'application/json',
      ...(isAnnounced ? { 'content-length': bytes } : { 'transfer-encoding': 'chunked' }),
    };
    const sent = request(url, { method, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on('end', () => {
        sent.destroy();
        resolve([response.statusCode, response.headers['x-amzn-errortype'], JSON.parse(text).message]);
      });
    });
    // Whoever refuses a body hangs up on it; only what was answered before counts.
    sent.on('error', (error) => setImmediate(reject, error));
    sent.write('{"Description":"');
    sent.end(Buffer.alloc(bytes - '{"Description":"'.length, 'a'));
  });
}

describe('bodies beyond the limit of their operation', () => {
  const { endpoint, leavesNothing } = useBaseFunction();

  for (const [operation, method, path, bytesMax, message] of [...limits, ...invocations]) {
    const code = operation.startsWith('Invoke')
      ? 'RequestTooLargeException'
      : 'RequestEntityTooLargeException';
    for (const isAnnounced of [true, false]) {
      const how = isAnnounced ? 'announced' : 'in chunks';
      test(`${operation}: one byte more than ${bytesMax}, ${how}`, () =>
        leavesNothing(async () => {
          const answer = await sendBytes(`${endpoint()}${path}`, method, bytesMax + 1, isAnnounced);
          assert.deepEqual(answer, [413, code, message]);
        }));
    }
  }

  for (const [operation, method, path, bytesMax] of limits.filter(([name]) => /^Cr|^Add/.test(name))) {
    test(`${operation}: ${bytesMax} bytes are read, and found not to be JSON`, () =>
      leavesNothing(async () => {
        const [status, errorType] = await sendBytes(`${endpoint()}${path}`, method, bytesMax, true);
        assert.deepEqual([status, errorType], [400, 'SerializationException']);
      }));
  }
});
