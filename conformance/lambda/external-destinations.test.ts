/** Dead letters and records of events go to queues, topics, buses and buckets elsewhere, signed and in AWS's words. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import {
  CreateFunctionCommand,
  InvokeCommand,
  PutFunctionEventInvokeConfigCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { createIdentifyCaller } from '#access';
import { systemClock } from '#ambient';
import { type StartLambent, withFolder } from '../lambent-process.ts';
import { zipOf } from '../zip.ts';
import { clientOf } from './client.ts';

const credentials = { accessKeyId: 'AKIAEXTERNALEXAMPLE0', secretAccessKey: 'an/external/secret' };
const queue = 'arn:aws:sqs:us-east-1:000000000000:dead';
const topic = 'arn:aws:sns:us-east-1:000000000000:done';
const bus = 'arn:aws:events:us-east-1:000000000000:event-bus/heard';
const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:fn:$LATEST';

/** `operation` for S3 is the method, and its input the path and the body. */
type Received = { readonly operation: string; readonly input: Record<string, unknown> };

/** As much of each service as it takes to be told something: what it was told, and its answer. */
const services = {
  sqs: (target: string, body: string) => ({ ...jsonCall(target, body), answer: '{"MessageId":"m"}' }),
  events: (target: string, body: string) => ({
    ...jsonCall(target, body),
    answer: '{"FailedEntryCount":0,"Entries":[{"EventId":"e"}]}',
  }),
  sns: (_target: string, body: string) => {
    const input = Object.fromEntries(new URLSearchParams(body));
    const result = '<PublishResult><MessageId>m</MessageId></PublishResult>';
    return { operation: input.Action ?? '', input, answer: `<PublishResponse>${result}</PublishResponse>` };
  },
  s3: (path: string, body: string) => ({ operation: 'PUT', input: { path, body }, answer: '' }),
} as const;

function jsonCall(operation: string, body: string): Received {
  return { operation, input: JSON.parse(body) as Record<string, unknown> };
}

function serviceOf({ method, headers }: IncomingMessage): keyof typeof services {
  if (method === 'PUT') return 's3';
  const target = String(headers['x-amz-target'] ?? '');
  if (target === '') return 'sns';
  return target.startsWith('AmazonSQS.') ? 'sqs' : 'events';
}

/** Speaks SQS and EventBridge (JSON), SNS (query) and S3; signatures are checked. */
async function openServices() {
  const identify = createIdentifyCaller({ mode: 'enforce', root: credentials, clock: systemClock() });
  const received: Received[] = [];
  let told = Promise.withResolvers<void>();
  const answer = (request: IncomingMessage, response: ServerResponse, body: Buffer): void => {
    const { method = '', url: path = '' } = request;
    const headers = request.headers as Record<string, string>;
    const identity = identify({ method, path, query: '', headers });
    const service = serviceOf(request);
    if (!('prove' in identity) || 'refused' in identity.prove(body, service)) {
      response.writeHead(403).end();
      return;
    }
    const call = services[service](headers['x-amz-target'] ?? path, body.toString());
    received.push(call);
    response.end(call.answer);
    told.resolve();
    told = Promise.withResolvers();
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(request, response, Buffer.concat(chunks)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async next(operation: RegExp, fits = (_input: Received['input']) => true): Promise<Received> {
      for (;;) {
        const found = received.find((each) => operation.test(each.operation) && fits(each.input));
        if (found !== undefined) return found;
        await told.promise;
      }
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const source = `export const handler = async (event) => {
  if (event.fail) throw new Error('no ' + event.fail);
  return { took: event.take };
};`;

/** Lambent with all four services elsewhere, and a function. */
async function startWithFunction(folder: string, start: StartLambent, endpoint: string) {
  const endpoints = Object.keys(services).map((service) => `${service}=${endpoint}`);
  const lambent = await start(folder, ['--endpoints', endpoints.join()], {
    LAMBENT_EXTERNAL_ACCESS_KEY_ID: credentials.accessKeyId,
    LAMBENT_EXTERNAL_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  });
  const lambda = clientOf(lambent.endpoint);
  const FunctionName = 'fn';
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs24.x',
      Role: 'arn:aws:iam::000000000000:role/r',
      Handler: 'index.handler',
      DeadLetterConfig: { TargetArn: queue },
      Code: { ZipFile: await zipOf({ 'index.mjs': source }) },
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName });
  return {
    configure: async (OnSuccess: string, OnFailure?: string) => {
      const onFailure = OnFailure === undefined ? {} : { OnFailure: { Destination: OnFailure } };
      const DestinationConfig = { OnSuccess: { Destination: OnSuccess }, ...onFailure };
      await lambda.send(
        new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 0, DestinationConfig }),
      );
    },
    invoke: async (event: object) => {
      const Payload = JSON.stringify(event);
      const { $metadata } = await lambda.send(
        new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload }),
      );
      return $metadata.requestId;
    },
  };
}

test('a dead letter reaches a queue, and the record of a success a topic', async () => {
  const elsewhere = await openServices();
  try {
    await withFolder(async (folder, start) => {
      const { configure, invoke } = await startWithFunction(folder, start, elsewhere.endpoint);
      await configure(topic);
      await invoke({ fail: 'luck' });
      const { input: letter } = await elsewhere.next(/^AmazonSQS\.SendMessage$/);
      assert.equal(letter.QueueUrl, 'https://sqs.us-east-1.amazonaws.com/000000000000/dead');
      assert.equal(letter.MessageBody, '{"fail":"luck"}');
      const attributes = letter.MessageAttributes as Record<string, { StringValue: string }>;
      assert.equal(attributes.ErrorMessage?.StringValue, 'no luck');
      assert.equal(attributes.ErrorCode?.StringValue, '200');

      await invoke({ take: 7 });
      const { input: published } = await elsewhere.next(/^Publish$/);
      assert.equal(published.TopicArn, topic);
      const record = JSON.parse(String(published.Message));
      assert.equal(record.requestContext.condition, 'Success');
      assert.deepEqual([record.requestPayload, record.responsePayload], [{ take: 7 }, { took: 7 }]);
    });
  } finally {
    await elsewhere.close();
  }
});

/** As AWS shapes them. Returns when the event ended. */
function assertRecord(text: unknown, requestId: string | undefined, event: object, failure?: string): string {
  const { timestamp, ...record } = JSON.parse(String(text));
  assert.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const { trace, ...responsePayload } = record.responsePayload;
  assert.deepEqual(
    { ...record, responsePayload },
    {
      version: '1.0',
      requestContext: {
        requestId,
        functionArn,
        condition: failure === undefined ? 'Success' : 'RetriesExhausted',
        approximateInvokeCount: 1,
      },
      requestPayload: event,
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        ...(failure === undefined ? {} : { functionError: 'Unhandled' }),
      },
      responsePayload: failure === undefined ? { took: 7 } : { errorType: 'Error', errorMessage: failure },
    },
  );
  assert.equal(Array.isArray(trace), failure !== undefined);
  return timestamp;
}

test('records reach a bus, a bucket and a queue', async () => {
  const elsewhere = await openServices();
  try {
    await withFolder(async (folder, start) => {
      const { configure, invoke } = await startWithFunction(folder, start, elsewhere.endpoint);
      await configure(bus, 'arn:aws:s3:::records');
      const succeeded = await invoke({ take: 7 });
      const { input: put } = await elsewhere.next(/^AWSEvents\.PutEvents$/);
      const [{ Detail, Time, TraceHeader, ...entry } = {}] = put.Entries as Record<string, unknown>[];
      const timestamp = assertRecord(Detail, succeeded, { take: 7 });
      assert.equal(Time, Date.parse(timestamp) / 1000);
      assert.match(String(TraceHeader), /^Root=1-/);
      assert.deepEqual(entry, {
        Source: 'lambda',
        DetailType: 'Lambda Function Invocation Result - Success',
        Resources: [bus, functionArn],
        EventBusName: bus,
      });

      const failed = await invoke({ fail: 'bucket' });
      const { input: stored } = await elsewhere.next(/^PUT$/);
      const endedAt = assertRecord(stored.body, failed, { fail: 'bucket' }, 'no bucket');
      const [day = '', time = ''] = endedAt.split('T');
      const key = `${day.replaceAll('-', '/')}/${day}T${time.slice(0, 8).replaceAll(':', '.')}`;
      assert.match(String(stored.path), new RegExp(`^/records/aws/lambda/async/fn/${key}-[0-9a-f-]{36}$`));

      await configure(bus, `${queue}-records`);
      const failedAgain = await invoke({ fail: 'queue' });
      const { input: sent } = await elsewhere.next(/SendMessage$/, (each) =>
        /-records$/.test(String(each.QueueUrl)),
      );
      assertRecord(sent.MessageBody, failedAgain, { fail: 'queue' }, 'no queue');
      assert.equal(sent.MessageAttributes, undefined, 'those are for dead letters');
    });
  } finally {
    await elsewhere.close();
  }
});
