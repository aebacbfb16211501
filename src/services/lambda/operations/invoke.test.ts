import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetricStore } from '#observe';
import type { CallContext } from '#service';
import type { QueuedEvent } from '../async/queued-event.ts';
import type { InvokeRequest } from '../invoke/invoke.ts';
import { functionRecord } from '../invoke/invoke-world.fixture.ts';
import { eventBytesMax, payloadBytesMax } from '../invoke/limits.ts';
import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import type { LambdaRoom } from '../room.ts';
import { invokeAsync } from './event-invoke/invoke-async.ts';
import { invoke } from './invoke.ts';

const context = {
  requestId: '8f5a8f2c-6f5e-4d7c-9d0e-2f8d0a1b2c3d',
  account: '000000000000',
  region: 'us-east-1',
  receivedAtMs: Date.UTC(2026, 7, 20),
  caller: { arn: 'arn:aws:iam::000000000000:root' },
} as CallContext;

type Invoked = { record: FunctionRecord; version: VersionRecord; request: InvokeRequest };

function roomWith(record?: FunctionRecord) {
  const invoked: Invoked[] = [];
  const accepted: QueuedEvent[] = [];
  const metrics = createMetricStore();
  const room = {
    metrics,
    asyncInvocations: {
      async accept(event: QueuedEvent) {
        accepted.push(event);
      },
    },
    functions: { find: () => (record === undefined ? undefined : { key: [], revision: 1, value: record }) },
    invoker: {
      invoke(record: FunctionRecord, version: VersionRecord, request: InvokeRequest) {
        invoked.push({ record, version, request });
        return Promise.resolve({
          payload: Buffer.from('"ok"'),
          executedVersion: '$LATEST',
          logResult: 'bG9n',
        });
      },
    },
  } as unknown as LambdaRoom;
  return { room, invoked, accepted, metrics };
}

const record = functionRecord('my-function');
const arn = 'arn:aws:lambda:us-east-1:000000000000:function:my-function';

test('a synchronous call runs the function and says what ran', async () => {
  const { room, invoked } = roomWith(record);
  const output = await invoke.handle(
    room,
    { FunctionName: 'my-function', Payload: Buffer.from('{"a":1}'), LogType: 'Tail', ClientContext: 'e30=' },
    context,
  );
  assert.deepEqual(output, {
    StatusCode: 200,
    Payload: Buffer.from('"ok"'),
    FunctionError: undefined,
    LogResult: 'bG9n',
    ExecutedVersion: '$LATEST',
  });
  assert.deepEqual(invoked[0]?.request, {
    requestId: context.requestId,
    payload: Buffer.from('{"a":1}'),
    invokedFunctionArn: arn,
    clientContext: '{}',
    traceId:
      'Root=1-6a864380-8f5a8f2c6f5e4d7c9d0e2f8d;Parent=9d0e2f8d0a1b2c3d;Sampled=0;Lineage=1:284081b0:0',
    logTail: true,
  });
});

test("the caller's trace and qualifier go to the function as they came", async () => {
  const { room, invoked } = roomWith(record);
  await invoke.handle(room, { FunctionName: `${arn}:$LATEST` }, { ...context, traceId: 'Root=1-a' });
  assert.equal(invoked[0]?.request.invokedFunctionArn, `${arn}:$LATEST`);
  assert.equal(invoked[0]?.request.traceId, 'Root=1-a;Lineage=1:284081b0:0');
  assert.equal(Buffer.from(invoked[0]?.request.payload ?? []).toString(), '{}');
});

test('while an update is in progress the version before it serves', async () => {
  const serving = { ...record.latest, environmentKey: 'before' };
  const { room, invoked } = roomWith({ ...record, serving });
  await invoke.handle(room, { FunctionName: 'my-function' }, context);
  assert.equal(invoked[0]?.version.environmentKey, 'before');
});

test('a dry run runs nothing', async () => {
  const { room, invoked } = roomWith(record);
  assert.deepEqual(
    await invoke.handle(room, { FunctionName: 'my-function', InvocationType: 'DryRun' }, context),
    {
      StatusCode: 204,
    },
  );
  assert.equal(invoked.length, 0);
});

const rejects = async (found: FunctionRecord | undefined, input: object, expected: object) => {
  const { room, invoked } = roomWith(found);
  await assert.rejects(invoke.handle(room, { FunctionName: 'my-function', ...input }, context), expected);
  assert.equal(invoked.length, 0);
};

test('an unknown function, also for a dry run', async () => {
  const message = `Function not found: ${arn}:$LATEST`;
  await rejects(undefined, {}, { code: 'ResourceNotFoundException', status: 404, message });
  await rejects(undefined, { InvocationType: 'DryRun' }, { code: 'ResourceNotFoundException' });
  await rejects(record, { Qualifier: '7' }, { message: `Function not found: ${arn}:7` });
});

test('a function that is not active', async () => {
  const text =
    'The operation cannot be performed at this time. The function is currently in the following state:';
  await rejects(
    functionRecord('my-function', { state: 'Pending' }),
    {},
    {
      code: 'ResourceConflictException',
      status: 409,
      message: `${text} Pending`,
    },
  );
  const failed = functionRecord('my-function', {
    state: 'Failed',
    stateReason: 'python3.14 is not installed',
  });
  await rejects(failed, {}, { status: 409, message: `${text} Failed (python3.14 is not installed)` });
});

test('a payload or client context that is none', async () => {
  await rejects(
    record,
    { Payload: Buffer.from('{') },
    { code: 'InvalidRequestContentException', status: 400 },
  );
  await rejects(record, { ClientContext: '!' }, { code: 'InvalidRequestContentException' });
});

test('a payload too large is answered as AWS does', () => {
  assert.equal(invoke.body?.bytesMax, payloadBytesMax);
  const error = invoke.body?.tooLarge();
  assert.equal(error?.code, 'RequestTooLargeException');
  assert.equal(error?.status, 413);
  assert.equal(error?.message, 'Request must be smaller than 6291456 bytes for the InvokeFunction operation');
});

test('the headers of an answer: the trace, and a length in which nothing stands', async () => {
  const trace =
    'Root=1-6a864380-8f5a8f2c6f5e4d7c9d0e2f8d;Parent=9d0e2f8d0a1b2c3d;Sampled=0;Lineage=1:284081b0:0';
  for (const InvocationType of ['RequestResponse', 'Event'] as const) {
    const { room } = roomWith(record);
    const responseHeaders: string[] = [];
    await invoke.handle(
      room,
      { FunctionName: 'my-function', InvocationType },
      { ...context, responseHeaders },
    );
    assert.deepEqual(responseHeaders, ['X-Amzn-Remapped-Content-Length', '0', 'X-Amzn-Trace-Id', trace]);
  }
});

test('an event is queued with all that it takes to run it later, and only then answered', async () => {
  const { room, invoked, accepted } = roomWith(record);
  const input = {
    FunctionName: 'my-function',
    Qualifier: '$LATEST',
    Payload: Buffer.from('[1]'),
    ClientContext: 'e30=',
  };
  const output = await invoke.handle(room, { ...input, InvocationType: 'Event', LogType: 'Tail' }, context);
  assert.deepEqual(output, { StatusCode: 202 });
  assert.deepEqual(accepted, [
    {
      account: '000000000000',
      region: 'us-east-1',
      name: 'my-function',
      qualifier: '$LATEST',
      requestId: context.requestId,
      acceptedAtMs: context.receivedAtMs,
      traceHeader:
        'Root=1-6a864380-8f5a8f2c6f5e4d7c9d0e2f8d;Parent=9d0e2f8d0a1b2c3d;Sampled=0;Lineage=1:284081b0:0',
      clientContext: '{}',
      payload: Buffer.from('[1]'),
      runs: 0,
    },
  ]);
  assert.equal(invoked.length, 0);
});

test('InvokeAsync queues an event as well', async () => {
  const { room, accepted } = roomWith(record);
  const output = await invokeAsync.handle(
    room,
    { FunctionName: 'my-function', InvokeArgs: Buffer.from('{"a":1}') },
    context,
  );
  assert.deepEqual(output, { Status: 202 });
  assert.equal(Buffer.from(accepted[0]?.payload ?? []).toString(), '{"a":1}');
  assert.equal(invokeAsync.body?.bytesMax, eventBytesMax);
  assert.equal(
    invokeAsync.body?.tooLarge().message,
    'Request must be smaller than 1048576 bytes for the InvokeAsync operation',
  );
});

test('what a function would be refused at once, an event for it is too', async () => {
  const Event = { InvocationType: 'Event' };
  await rejects(undefined, Event, { code: 'ResourceNotFoundException' });
  await rejects(functionRecord('my-function', { state: 'Pending' }), Event, { status: 409 });
  await rejects(record, { ...Event, Payload: Buffer.from('{') }, { code: 'InvalidRequestContentException' });
  await rejects(record, { ...Event, ClientContext: '!' }, { code: 'InvalidRequestContentException' });
  const large = Buffer.from(JSON.stringify('x'.repeat(eventBytesMax - 1)));
  await rejects(
    record,
    { ...Event, Payload: large },
    {
      code: 'RequestTooLargeException',
      status: 413,
      message: 'Request must be smaller than 1048576 bytes for the InvokeFunction operation',
    },
  );
  const { room, accepted } = roomWith(record);
  const fits = large.subarray(1);
  fits[0] = 0x22;
  await invoke.handle(room, { FunctionName: 'my-function', InvocationType: 'Event', Payload: fits }, context);
  assert.equal(accepted[0]?.payload.length, eventBytesMax);
});

test('an event that cannot be stored is no event', async () => {
  const { room } = roomWith(record);
  const full = { ...room, asyncInvocations: { accept: () => Promise.reject(new Error('disk full')) } };
  const input = { FunctionName: 'my-function', InvocationType: 'Event' } as const;
  await assert.rejects(invoke.handle(full, input, context), /disk full/);
});

test('the seventeenth invocation of a function in a chain is stopped, unless that is allowed', async () => {
  const traceId = 'Root=1-a;Lineage=16:284081b0:15';
  const loop = { FunctionName: 'my-function' };
  const stopped = roomWith(record);
  await assert.rejects(invoke.handle(stopped.room, loop, { ...context, traceId }), {
    code: 'RecursiveInvocationException',
    status: 400,
  });
  assert.equal(stopped.invoked.length, 0);
  const [{ id, sum } = assert.fail()] = [...stopped.metrics.summaries()];
  assert.deepEqual([id.name, id.dimensions.Resource, sum], ['RecursiveInvocationsDropped', 'my-function', 1]);
  const allowed = roomWith(functionRecord('my-function', {}, { recursiveLoop: 'Allow' }));
  await invoke.handle(allowed.room, loop, { ...context, traceId });
  assert.equal(allowed.invoked[0]?.request.traceId, 'Root=1-a;Lineage=17:284081b0:16');
  const event = roomWith(record);
  await invoke.handle(event.room, { ...loop, InvocationType: 'Event' }, { ...context, traceId });
  assert.equal(event.accepted.length, 1, 'where an event goes that is stopped is decided when it would run');
});
