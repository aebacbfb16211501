/** Streamed responses of nearly the largest size: how much memory they take, and when their readers get them. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import {
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  type LambdaClient,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { withFolder } from '../lambent-process.ts';
import { zipOf } from '../zip.ts';
import { clientOf } from './client.ts';

const FunctionName = 'streamed';
/** One less than a response may have. */
const mebibytes = 199;
/** What a streamed response may have before its bytes cost anything. */
const freeBytes = 6 * 1024 ** 2;
/** What both may add to the gateway's peak: some 80 are what V8 lets lie before it collects, with 25 MiB as with 200. */
const grownMiBMax = 128;
const noStatus = process.platform === 'linux' ? false : 'only Linux tells of a peak of memory';

/** Writes what it is asked for, as fast as its reader takes it, and tells when it has. */
const handler = `export const handler = awslambda.streamifyResponse(async (event, stream) => {
  const { mebibytes, sleepMs, ended } = event.queryStringParameters ?? event;
  stream.write('first');
  if (sleepMs) await new Promise((resolve) => setTimeout(resolve, sleepMs));
  for (let count = 0; count < Number(mebibytes ?? 0); count += 1) {
    if (!stream.write(Buffer.alloc(1024 * 1024, 'x'))) await new Promise((resolve) => stream.once('drain', resolve));
  }
  await fetch(ended);
  stream.end('last');
});
`;

/** Where functions say that they have written everything; the path is who. */
async function openRegister() {
  const ended: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    ended.push(url);
    response.end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ended,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function createFunction(lambda: LambdaClient): Promise<void> {
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs24.x',
      Role: 'arn:aws:iam::000000000000:role/r',
      Handler: 'index.handler',
      Timeout: 60,
      MemorySize: 256,
      Code: { ZipFile: await zipOf({ 'index.mjs': handler }) },
    }),
  );
  const waited = { client: lambda, maxWaitTime: 60, minDelay: 0.05, maxDelay: 0.05 };
  await waitUntilFunctionActiveV2(waited, { FunctionName });
}

/** InvokeWithResponseStream, its frames unread. */
async function invoke(endpoint: string, event: object): Promise<IncomingMessage> {
  const sent = request(`${endpoint}/2021-11-15/functions/${FunctionName}/response-streaming-invocations`, {
    method: 'POST',
    headers: {
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=00',
    },
  });
  sent.end(JSON.stringify(event));
  return (await once(sent, 'response'))[0];
}

async function get(url: string): Promise<IncomingMessage> {
  return (await once(request(url).end(), 'response'))[0];
}

/** Reads to the end. Returns how much there was, and the end of it. */
async function drain(response: AsyncIterable<Buffer>) {
  let bytes = 0;
  let tail = Buffer.alloc(0);
  for await (const part of response) {
    bytes += part.length;
    tail = Buffer.concat([tail, part.subarray(-1024)]).subarray(-1024);
  }
  return { bytes, tail: tail.toString('latin1') };
}

/** Of the bill: how many requests there were, and the bytes that cost something. */
async function billed(endpoint: string) {
  const answer = await fetch(`${endpoint}/_lambent/usage?from=2000-01-01&to=2999-12-31`);
  const { lines } = (await answer.json()) as { lines: { requests: number; streamedGb: number }[] };
  const sum = (of: (line: { requests: number; streamedGb: number }) => number) =>
    lines.reduce((total, line) => total + of(line), 0);
  return [sum(({ requests }) => requests), Math.round(sum(({ streamedGb }) => streamedGb) * 1024 ** 3)];
}

async function peakMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

test(
  'two of nearly 200 MiB take little memory, also while one waits for its reader',
  { skip: noStatus },
  () =>
    withFolder(async (folder, start) => {
      const lambent = await start(folder, ['--isolation', 'process']);
      const lambda = clientOf(lambent.endpoint);
      const register = await openRegister();
      try {
        await createFunction(lambda);
        const { FunctionUrl = '' } = await lambda.send(
          new CreateFunctionUrlConfigCommand({
            FunctionName,
            AuthType: 'NONE',
            InvokeMode: 'RESPONSE_STREAM',
          }),
        );
        const url = `${lambent.endpoint}/_aws/lambda-url/${new URL(FunctionUrl).hostname.split('.')[0]}/`;
        await drain(await invoke(lambent.endpoint, { mebibytes: 1, ended: register.url }));
        const before = await peakMiB(lambent.pid);
        const slow = await invoke(lambent.endpoint, { mebibytes, ended: `${register.url}/slow` });
        await once(slow, 'readable');
        const fast = await get(`${url}?mebibytes=${mebibytes}&ended=${register.url}/fast`);
        const { bytes, tail } = await drain(fast);
        const size = mebibytes * 1024 ** 2 + 'firstlast'.length;
        assert.deepEqual([fast.statusCode, bytes, tail.slice(-5)], [200, size, 'xlast']);
        assert.deepEqual(register.ended, ['/', '/fast'], 'whoever nobody reads has not got far');
        const framed = await drain(slow);
        assert.ok(framed.bytes > size, `${framed.bytes} bytes`);
        assert.match(framed.tail, /last.*InvokeComplete/s);
        assert.doesNotMatch(framed.tail, /ErrorCode/);
        // The URL's bytes cost what the API's do; the small one before them cost none.
        assert.deepEqual(await billed(lambent.endpoint), [3, 2 * (size - freeBytes)]);
        const grown = (await peakMiB(lambent.pid)) - before;
        assert.ok(grown < grownMiBMax, `the peak grew by ${grown} MiB`);
      } finally {
        register.close();
        lambda.destroy();
      }
    }),
);

test('the first part is there while the function sleeps', () =>
  withFolder(async (folder, start) => {
    const { endpoint } = await start(folder, ['--isolation', 'process']);
    const lambda = clientOf(endpoint);
    const register = await openRegister();
    try {
      await createFunction(lambda);
      const response = await invoke(endpoint, { sleepMs: 2_000, ended: register.url });
      const [first] = (await once(response, 'data')) as [Buffer];
      assert.match(first.toString('latin1'), /first/);
      assert.deepEqual(register.ended, [], 'it has not slept its fill');
      const { tail } = await drain(response);
      assert.deepEqual(register.ended, ['/']);
      assert.match(tail, /last.*InvokeComplete/s);
    } finally {
      register.close();
      lambda.destroy();
    }
  }));
