/** Dead letters and records of events go to a queue and a topic elsewhere, signed and in AWS's words. */
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
import { withFolder } from '../lambent-process.ts';
import { zipOf } from '../zip.ts';
import { clientOf } from './client.ts';

const credentials = { accessKeyId: 'AKIAEXTERNALEXAMPLE0', secretAccessKey: 'an/external/secret' };
const queue = 'arn:aws:sqs:us-east-1:000000000000:dead';
const topic = 'arn:aws:sns:us-east-1:000000000000:done';

type Received = { readonly operation: string; readonly input: Record<string, unknown> };

/** Speaks as much of SQS (JSON) and SNS (query) as it takes to be told something; signatures are checked. */
async function openMessaging() {
  const identify = createIdentifyCaller({ mode: 'enforce', root: credentials, clock: systemClock() });
  const received: Received[] = [];
  let told = Promise.withResolvers<void>();
  const answer = (request: IncomingMessage, response: ServerResponse, body: Buffer): void => {
    const identity = identify({
      method: request.method ?? '',
      path: '/',
      query: '',
      headers: request.headers as Record<string, string>,
    });
    const service = request.headers['x-amz-target'] === undefined ? 'sns' : 'sqs';
    if (!('prove' in identity) || 'refused' in identity.prove(body, service)) {
      response.writeHead(403).end();
      return;
    }
    if (service === 'sqs') {
      received.push({
        operation: String(request.headers['x-amz-target']),
        input: JSON.parse(body.toString()) as Record<string, unknown>,
      });
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{"MessageId":"m"}');
    } else {
      const form = new URLSearchParams(body.toString());
      received.push({ operation: form.get('Action') ?? '', input: Object.fromEntries(form) });
      response
        .writeHead(200, { 'content-type': 'text/xml' })
        .end('<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>');
    }
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
    async next(operation: RegExp): Promise<Received> {
      for (;;) {
        const found = received.find((each) => operation.test(each.operation));
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

test('a dead letter reaches a queue, and the record of a success a topic', async () => {
  const messaging = await openMessaging();
  try {
    await withFolder(async (folder, start) => {
      const { endpoint } = messaging;
      const lambent = await start(folder, ['--endpoints', `sqs=${endpoint},sns=${endpoint}`], {
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
      await lambda.send(
        new PutFunctionEventInvokeConfigCommand({
          FunctionName,
          MaximumRetryAttempts: 0,
          DestinationConfig: { OnSuccess: { Destination: topic } },
        }),
      );
      const invoke = (event: object) =>
        lambda.send(
          new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: JSON.stringify(event) }),
        );
      await invoke({ fail: 'luck' });
      const { input: letter } = await messaging.next(/^AmazonSQS\.SendMessage$/);
      assert.equal(letter.QueueUrl, 'https://sqs.us-east-1.amazonaws.com/000000000000/dead');
      assert.equal(letter.MessageBody, '{"fail":"luck"}');
      const attributes = letter.MessageAttributes as Record<string, { StringValue: string }>;
      assert.equal(attributes.ErrorMessage?.StringValue, 'no luck');
      assert.equal(attributes.ErrorCode?.StringValue, '200');

      await invoke({ take: 7 });
      const { input: published } = await messaging.next(/^Publish$/);
      assert.equal(published.TopicArn, topic);
      const record = JSON.parse(String(published.Message));
      assert.equal(record.requestContext.condition, 'Success');
      assert.deepEqual([record.requestPayload, record.responsePayload], [{ take: 7 }, { took: 7 }]);
    });
  } finally {
    await messaging.close();
  }
});
