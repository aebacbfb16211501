/**
 * `npm run soak:environments`: two hundred environments of one function, all of them in an invocation at the same time. They take some
 * 3 GiB, and are configured to use 25,600 MiB: a machine of less than 6,400 MiB does not start them all, and the last ones are throttled.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import {
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { withFolder } from '../conformance/lambent-process.ts';
import { zipOf } from '../conformance/zip.ts';

const environments = 200;
const FunctionName = 'waits';

/** Answers nobody until everybody has come. */
async function openGate() {
  const waiting: ServerResponse[] = [];
  const server = createServer((_request, response) => {
    waiting.push(response);
    if (waiting.length === environments) for (const each of waiting) each.end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

test('two hundred invocations of one function run at the same time', { timeout: 600_000 }, async () => {
  const gate = await openGate();
  const handler = `
    exports.handler = async () => {
      await new Promise((resolve, reject) =>
        require('node:http').get('http://${gate.host}/', (answer) => answer.resume().on('end', resolve)).on('error', reject));
      return process.env.AWS_LAMBDA_LOG_STREAM_NAME;
    };`;
  try {
    await withFolder(async (folder, start) => {
      const { endpoint } = await start(folder, [
        '--environments-max',
        String(environments),
        '--function-hosts',
        gate.host,
      ]);
      const lambda = new LambdaClient({
        endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        requestHandler: { httpAgent: { keepAlive: true, maxSockets: environments + 1 } },
        maxAttempts: 1,
      });
      await lambda.send(
        new CreateFunctionCommand({
          FunctionName,
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Role: 'arn:aws:iam::000000000000:role/r',
          Timeout: 300,
          Code: { ZipFile: await zipOf({ 'index.js': handler }) },
        }),
      );
      await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 30 }, { FunctionName });
      const results = await Promise.all(
        Array.from({ length: environments }, () => lambda.send(new InvokeCommand({ FunctionName }))),
      );
      for (const { FunctionError, Payload } of results) {
        assert.equal(FunctionError, undefined, Buffer.from(Payload ?? []).toString());
      }
      const streams = new Set(results.map(({ Payload }) => Buffer.from(Payload ?? []).toString()));
      assert.equal(streams.size, environments);
      lambda.destroy();
    });
  } finally {
    gate.close();
  }
});
