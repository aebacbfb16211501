import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { InvokeWithResponseStreamResponseEvent } from '#models/lambda';
import type { CallContext } from '#service';
import { functionRecord, openInvokeWorld } from '../invoke/invoke-world.fixture.ts';
import { payloadBytesMax } from '../invoke/limits.ts';
import type { FunctionRecord } from '../records/function.ts';
import type { LambdaRoom } from '../room.ts';
import { invokeWithResponseStream } from './invoke-with-response-stream.ts';

const requestId = '8f5a8f2c-6f5e-4d7c-9d0e-2f8d0a1b2c3d';
const context = {
  requestId,
  account: '000000000000',
  region: 'us-east-1',
  receivedAtMs: Date.UTC(2026, 7, 20),
  caller: { arn: 'arn:aws:iam::000000000000:root' },
} as CallContext;

async function openOperation(t: TestContext, record?: FunctionRecord) {
  const world = await openInvokeWorld();
  t.after(() => world.close());
  const room = {
    functions: { find: () => (record === undefined ? undefined : { key: [], revision: 1, value: record }) },
    invoker: world.invoker,
  } as unknown as LambdaRoom;
  return {
    ...world,
    call: (input: object = {}, more: Partial<CallContext> = {}) =>
      invokeWithResponseStream.handle(
        room,
        { FunctionName: 'my-function', ...input },
        { ...context, ...more },
      ),
  };
}

async function all(
  events: AsyncIterable<InvokeWithResponseStreamResponseEvent> | undefined,
): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const { PayloadChunk, InvokeComplete } of events ?? [])
    list.push(InvokeComplete ?? Buffer.from(PayloadChunk?.Payload ?? []).toString());
  return list;
}

const record = functionRecord('my-function');

test('chunks as they come, then the completion; the answer begins with the response', async (t) => {
  const { call, launcher } = await openOperation(t, record);
  const responseHeaders: string[] = [];
  const answering = call({ Payload: Buffer.from('{"a":1}') }, { traceId: 'Root=1-a', responseHeaders });
  const runtime = await launcher.runtime(0);
  const { head, payload } = await runtime.invoked();
  assert.deepEqual([head.requestId, payload.toString()], [requestId, '{"a":1}']);
  runtime.begin(requestId, 'text/html');
  const { EventStream, ...output } = await answering;
  assert.deepEqual(output, {
    StatusCode: 200,
    ExecutedVersion: '$LATEST',
    ResponseStreamContentType: 'text/html',
  });
  assert.deepEqual(responseHeaders, ['X-Amzn-Trace-Id', 'Root=1-a;Lineage=1:284081b0:0']);
  for (const part of ['one', 'two']) runtime.part(requestId, part);
  runtime.end(requestId);
  assert.deepEqual(await all(EventStream), ['one', 'two', {}]);
});

for (const [what, body, code] of [
  ['its type', '{"errorType":"Mine","errorMessage":"no"}', 'Mine'],
  ['no type', '{"errorMessage":"no"}', 'Unhandled'],
  ['no object', 'null', 'Unhandled'],
  ['no JSON', 'no', 'Unhandled'],
] as const) {
  test(`an error that says ${what} is in the completion`, async (t) => {
    const { call, launcher } = await openOperation(t, record);
    const answering = call();
    const runtime = await launcher.runtime(0);
    await runtime.invoked();
    runtime.begin(requestId);
    runtime.part(requestId, 'half');
    runtime.break(requestId, 'Mine', body);
    const { EventStream } = await answering;
    assert.deepEqual(await all(EventStream), ['half', { ErrorCode: code, ErrorDetails: body }]);
  });
}

test('a timeout in the middle is in the completion', async (t) => {
  const { call, launcher, clock } = await openOperation(t, record);
  const answering = call({ LogType: 'Tail' });
  const runtime = await launcher.runtime(0);
  await runtime.invoked();
  runtime.begin(requestId);
  const { EventStream } = await answering;
  await clock.advance(3_000);
  const [completion] = (await all(EventStream)) as { ErrorCode: string; LogResult: string }[];
  assert.equal(completion?.ErrorCode, 'Sandbox.Timedout');
  assert.match(Buffer.from(completion?.LogResult ?? '', 'base64').toString(), /Status: timeout/);
});

test('a dry run runs nothing, and what may not run is refused before the answer', async (t) => {
  const { call, launcher } = await openOperation(t, record);
  assert.deepEqual(await call({ InvocationType: 'DryRun' }), { StatusCode: 204 });
  await assert.rejects(call({ Payload: Buffer.from('no') }), { code: 'InvalidRequestContentException' });
  await assert.rejects(call({ Qualifier: '7' }), { code: 'ResourceNotFoundException' });
  const pending = await openOperation(t, functionRecord('my-function', { state: 'Pending' }));
  await assert.rejects(pending.call(), { code: 'ResourceConflictException', status: 409 });
  const throttled = await openOperation(t, functionRecord('my-function', {}, { reservedConcurrency: 0 }));
  await assert.rejects(throttled.call(), { code: 'TooManyRequestsException', status: 429 });
  assert.equal(launcher.runtimes.length, 0);
});

test('the request has the limit of Invoke', () => {
  assert.equal(invokeWithResponseStream.body?.bytesMax, payloadBytesMax);
});
