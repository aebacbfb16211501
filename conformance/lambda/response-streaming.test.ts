/** Streamed responses as clients see them: the JS SDK's InvokeWithResponseStream, and fetch at function URLs. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import {
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  type InvokeWithResponseStreamCommandInput,
  type InvokeWithResponseStreamCompleteEvent,
  type LambdaClient,
  UpdateFunctionUrlConfigCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { withFolder } from '../lambent-process.ts';
import { zipOf } from '../zip.ts';
import { clientOf } from './client.ts';

const mebibytes = 64;

/** Does what its event says, or for a URL its query. A gate holds it until the test lets it through. */
const handler = `const streamed = awslambda.streamifyResponse(async (event, stream, context) => {
  const asked = event.queryStringParameters ?? event;
  if (asked.status) stream = awslambda.HttpResponseStream.from(stream, {
    statusCode: Number(asked.status), headers: { 'content-type': 'text/plain', 'x-mine': 'yes' }, cookies: ['a=1', 'b=2'],
  });
  else if (asked.type) stream.setContentType(asked.type);
  console.log('begins');
  if (asked.early) throw new RangeError('early');
  stream.write('first');
  if (asked.gate) await fetch(asked.gate);
  if (asked.late) throw new RangeError('late');
  for (let count = 0; count < Number(asked.mebibytes ?? 0); count += 1) {
    if (!stream.write(Buffer.alloc(1024 * 1024, 'x'))) await new Promise((resolve) => stream.once('drain', resolve));
  }
  stream.end('last');
  if (asked.done) await fetch(asked.done);
});
export { streamed };
export const plain = async (event) => {
  if (event.fail) throw new RangeError('plain');
  return { plain: true };
};
`;

/** A server that answers only when it is told to. */
async function openGate(): Promise<{
  readonly url: string;
  /** Resolves when the function stands before the gate. */
  arrived(): Promise<ServerResponse>;
  close(): void;
}> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    arrived: async () => (await once(server, 'request'))[1],
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function deploy(lambda: LambdaClient, name: 'streamed' | 'plain'): Promise<void> {
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Role: 'arn:aws:iam::000000000000:role/lambda-role',
      Handler: `index.${name}`,
      Timeout: 30,
      MemorySize: 256,
      Code: { ZipFile: await zipOf({ 'index.mjs': handler }) },
    }),
  );
  const waited = { client: lambda, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };
  await waitUntilFunctionActiveV2(waited, { FunctionName: name });
}

/** One streamed invocation, chunk by chunk. */
async function open(
  lambda: LambdaClient,
  event: object,
  input: Partial<InvokeWithResponseStreamCommandInput> = {},
) {
  const { EventStream, ...head } = await lambda.send(
    new InvokeWithResponseStreamCommand({
      FunctionName: 'streamed',
      Payload: Buffer.from(JSON.stringify(event)),
      ...input,
    }),
  );
  const events = EventStream?.[Symbol.asyncIterator]();
  let complete: InvokeWithResponseStreamCompleteEvent | undefined;
  const next = async (): Promise<string | undefined> => {
    const { done, value } = (await events?.next()) ?? { done: true, value: undefined };
    if (done === true) return undefined;
    if (value.InvokeComplete === undefined) return Buffer.from(value.PayloadChunk?.Payload ?? []).toString();
    complete = value.InvokeComplete;
    return next();
  };
  const rest = async () => {
    let text = '';
    for (let part = await next(); part !== undefined; part = await next()) text += part;
    return { text, complete };
  };
  return { head, next, rest };
}

test('the SDK reads a response while the function writes it', () =>
  withFolder(async (folder, start) => {
    const { endpoint } = await start(folder, ['--isolation', 'process']);
    const lambda = clientOf(endpoint);
    await deploy(lambda, 'streamed');
    await deploy(lambda, 'plain');
    const gate = await openGate();
    try {
      const traces = tracesOf(lambda);
      await assertHeld(lambda, gate);
      assert.match(traces[0] ?? '', /^Root=1-[^;]+;Parent=[^;]+;Sampled=0;Lineage=1:[0-9a-f]{8}:0$/);
      await assertFailures(lambda);
      await assertBuffered(lambda);
      const dry = await open(lambda, {}, { InvocationType: 'DryRun' });
      assert.equal(dry.head.StatusCode, 204);
      const large = await (await open(lambda, { mebibytes })).rest();
      assert.equal(large.text.length, mebibytes * 1024 ** 2 + 'firstlast'.length);
      await assertUrl(lambda, endpoint, gate);
    } finally {
      gate.close();
      lambda.destroy();
    }
  }));

/** The header `X-Amzn-Trace-Id` of every answer to this client. */
function tracesOf(lambda: LambdaClient): (string | undefined)[] {
  const traces: (string | undefined)[] = [];
  lambda.middlewareStack.add(
    (next) => async (given) => {
      const result = await next(given);
      const { headers } = result.response as { readonly headers: Readonly<Record<string, string>> };
      traces.push(headers['x-amzn-trace-id']);
      return result;
    },
    { step: 'deserialize', name: 'traces' },
  );
  return traces;
}

type Gate = Awaited<ReturnType<typeof openGate>>;

async function assertHeld(lambda: LambdaClient, gate: Gate): Promise<void> {
  const arrived = gate.arrived();
  const held = await open(lambda, { gate: gate.url, type: 'text/html' }, { LogType: 'Tail' });
  assert.deepEqual([held.head.StatusCode, held.head.ExecutedVersion], [200, '$LATEST']);
  assert.equal(await held.next(), 'first');
  (await arrived).end();
  const { text, complete } = await held.rest();
  assert.equal(text, 'last');
  assert.deepEqual([complete?.ErrorCode, complete?.ErrorDetails], [undefined, undefined]);
  const log = Buffer.from(complete?.LogResult ?? '', 'base64').toString();
  assert.match(log, /^START [^\n]*\n[^\n]*\tbegins\nEND [^\n]*\nREPORT /);
}

async function assertFailures(lambda: LambdaClient): Promise<void> {
  for (const [input, FunctionName, text, message] of [
    [{ early: true }, 'streamed', '', 'early'],
    [{ late: true }, 'streamed', 'first', 'late'],
    [{ fail: true }, 'plain', '', 'plain'],
  ] as const) {
    const failed = await (await open(lambda, input, { FunctionName })).rest();
    assert.equal(failed.text, text);
    assert.equal(failed.complete?.ErrorCode, 'RangeError');
    const { errorType, errorMessage } = JSON.parse(failed.complete?.ErrorDetails ?? '');
    assert.deepEqual([errorType, errorMessage], ['RangeError', message]);
  }
  await assert.rejects(open(lambda, {}, { FunctionName: 'nobody' }), { name: 'ResourceNotFoundException' });
}

/** Functions that stream and callers that do not, and the other way about. */
async function assertBuffered(lambda: LambdaClient): Promise<void> {
  const whole = await lambda.send(new InvokeCommand({ FunctionName: 'streamed' }));
  assert.deepEqual(
    [whole.FunctionError, Buffer.from(whole.Payload ?? []).toString()],
    [undefined, 'firstlast'],
  );
  const Payload = Buffer.from(JSON.stringify({ mebibytes: 7 }));
  const large = await lambda.send(new InvokeCommand({ FunctionName: 'streamed', Payload }));
  assert.match(Buffer.from(large.Payload ?? []).toString(), /Function\.ResponseSizeTooLarge/);
  const plain = await (await open(lambda, {}, { FunctionName: 'plain' })).rest();
  assert.deepEqual([plain.text, plain.complete?.ErrorCode], ['{"plain":true}', undefined]);
}

async function assertUrl(lambda: LambdaClient, endpoint: string, gate: Gate): Promise<void> {
  const fn = { FunctionName: 'streamed' };
  const { FunctionUrl = '', InvokeMode } = await lambda.send(
    new CreateFunctionUrlConfigCommand({ ...fn, AuthType: 'NONE', InvokeMode: 'RESPONSE_STREAM' }),
  );
  assert.equal(InvokeMode, 'RESPONSE_STREAM');
  const base = `${endpoint}/_aws/lambda-url/${new URL(FunctionUrl).hostname.split('.')[0]}/`;
  const asking = (query: Record<string, string>, init: RequestInit = {}) =>
    fetch(`${base}?${new URLSearchParams(query)}`, init);

  const arrived = gate.arrived();
  const held = await asking({ status: '201', gate: gate.url });
  assert.equal(held.status, 201);
  assert.deepEqual(
    [held.headers.get('x-mine'), held.headers.getSetCookie(), held.headers.get('content-type')],
    ['yes', ['a=1', 'b=2'], 'text/plain'],
  );
  const reader = held.body?.getReader();
  assert.equal(Buffer.from((await reader?.read())?.value ?? []).toString(), 'first');
  (await arrived).end();
  assert.equal(Buffer.from((await reader?.read())?.value ?? []).toString(), 'last');

  const typed = await asking({ type: 'text/css' });
  assert.deepEqual([typed.status, typed.headers.get('content-type')], [200, 'text/css']);
  assert.equal(await typed.text(), 'firstlast');
  assert.equal((await asking({ early: '1' })).status, 502);
  const late = await asking({ late: '1' });
  assert.equal(late.status, 200);
  await assert.rejects(late.text(), 'the connection is cut');

  const leaving = new AbortController();
  const done = gate.arrived();
  const left = await asking({ mebibytes: String(mebibytes), done: gate.url }, { signal: leaving.signal });
  await left.body?.getReader().read();
  leaving.abort();
  (await done).end('the function went on to its end');

  await lambda.send(new UpdateFunctionUrlConfigCommand({ ...fn, InvokeMode: 'BUFFERED' }));
  assert.equal(await (await asking({ type: 'text/css' })).status, 502, 'a stream of text is no JSON');
}
