/** Event streams as the SDK reads them: what is in an event, an exception amid the stream, and that nothing is sent ahead of its reader. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import test from 'node:test';
import fc from 'fast-check';
import { AwsError, loadModel, type Match, type Members, serializeOutput, streamsEvents } from '#wire';
import { arbitraryOf } from './arbitrary-of-shape.ts';
import { plain } from './same-value.ts';
import { openSdkClient } from './sdk-client.ts';

type Stream = AsyncIterable<Record<string, unknown>>;

/** What the SDK makes of an answer. */
async function answered(service: string, name: string, input: object, output: Members): Promise<Members> {
  const model = loadModel(service);
  const operation = model.operations.get(name);
  assert.ok(operation);
  const protocol = model.protocol === 'json' ? 'json-1.1' : 'rest-json';
  const match: Match = { model, operation, protocol, labels: {} };
  const client = await openSdkClient(model, () => serializeOutput(match, output, 'request-id'));
  const result = client.send(name, input);
  assert.ok(result);
  return result;
}

async function* from(events: readonly Members[], end?: Error): AsyncGenerator<Members> {
  yield* events;
  if (end !== undefined) throw end;
}

async function all(events: Stream): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const event of events) list.push(event);
  return list;
}

const invocation = { FunctionName: 'f' };
const tail = { logGroupIdentifiers: ['arn:aws:logs:us-east-1:000000000000:log-group:g'] };

test('InvokeWithResponseStream: headers, chunks of any bytes, the end with its members', async () => {
  const chunks = [Buffer.from('first'), Buffer.alloc(300_000, 7), Buffer.from([0, 255])];
  const events = [
    ...chunks.map((Payload) => ({ PayloadChunk: { Payload } })),
    { InvokeComplete: { LogResult: 'bG9n' } },
  ];
  const read = await answered('lambda', 'InvokeWithResponseStream', invocation, {
    StatusCode: 200,
    ExecutedVersion: '$LATEST',
    ResponseStreamContentType: 'text/html',
    EventStream: from(events),
  });
  assert.equal(read.ExecutedVersion, '$LATEST');
  assert.equal(read.ResponseStreamContentType, 'application/vnd.amazon.eventstream');
  assert.deepEqual((await all(read.EventStream as Stream)).map(plain), events.map(plain));
});

test('StartLiveTail: every event that its model can draw', async () => {
  const output = loadModel('logs').operations.get('StartLiveTail')?.output;
  const shape = output?.members.find(({ name }) => name === 'responseStream')?.shape;
  assert.ok(shape?.type === 'structure');
  const drawn = fc
    .sample(arbitraryOf(shape, 'body'), { numRuns: 40, seed: 20260801 })
    .flatMap(({ sessionStart, sessionUpdate }) => [{ sessionStart }, { sessionUpdate }])
    .filter((event) => Object.values(event).some((member) => member !== undefined));
  assert.ok(drawn.length > 20);
  const read = await answered('logs', 'StartLiveTail', tail, { responseStream: from(drawn) });
  assert.deepEqual((await all(read.responseStream as Stream)).map(plain), drawn.map(plain));
});

test('an exception of the model ends the stream as itself, any other error as an error', async () => {
  const session = new AwsError('SessionTimeoutException', 'three hours are over', 400);
  const modelled = await answered('logs', 'StartLiveTail', tail, { responseStream: from([], session) });
  await assert.rejects(all(modelled.responseStream as Stream), {
    name: 'SessionTimeoutException',
    message: 'three hours are over',
  });
  const broken = await answered('lambda', 'InvokeWithResponseStream', invocation, {
    EventStream: from([{ PayloadChunk: { Payload: Buffer.from('x') } }], new Error('secret detail')),
  });
  await assert.rejects(all(broken.EventStream as Stream), (error: Error) => {
    assert.doesNotMatch(String(error.message), /secret/);
    return true;
  });
});

function streamed(output: Members) {
  const model = loadModel('lambda');
  const operation = model.operations.get('InvokeWithResponseStream');
  assert.ok(operation && streamsEvents(operation));
  return serializeOutput({ model, operation, protocol: 'rest-json', labels: {} }, output, 'request-id');
}

test('events are asked for as they are read, and a reader that goes away ends them', async () => {
  let asked = 0;
  let ended = false;
  async function* endless(): AsyncGenerator<Members> {
    try {
      for (;;) {
        asked += 1;
        yield { PayloadChunk: { Payload: Buffer.alloc(64 * 1024) } };
      }
    } finally {
      ended = true;
    }
  }
  const { body } = streamed({ EventStream: endless() });
  assert.ok(body instanceof Readable);
  for await (const chunk of body) {
    assert.ok((chunk as Buffer).length > 64 * 1024);
    break;
  }
  assert.equal(ended, true);
  assert.ok(asked <= 4, `${asked} events for one that was read`);
});

test('the type that the function named goes beside that of the events', () => {
  const { headers } = streamed({ ResponseStreamContentType: 'text/html', EventStream: from([]) });
  const types = headers.filter((_text, at) => /content-type$/i.test(headers[at - 1] ?? ''));
  assert.deepEqual(types, ['text/html', 'application/vnd.amazon.eventstream']);
});

test('a reader that goes away while no event comes is told at once', () => {
  let returned = false;
  const silent = {
    next: () => new Promise<never>(() => undefined),
    async return() {
      returned = true;
      return { done: true as const, value: undefined };
    },
    [Symbol.asyncIterator]: () => silent,
  };
  const { body } = streamed({ EventStream: silent });
  assert.ok(body instanceof Readable);
  body.read();
  body.destroy();
  assert.ok(returned);
});
