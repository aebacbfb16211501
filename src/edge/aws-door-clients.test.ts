/** The door on a real socket, called by the AWS SDK: what `enforce` lets in, and what a client makes of a refusal. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { createIdentifyCaller, type IamMode } from '#access';
import { systemClock, systemRandom } from '#ambient';
import type { CallContext } from '#service';
import { loadModel } from '#wire';
import { awsDoor } from './aws-door.ts';
import { hang } from './edge.fixture.ts';
import { openEdge } from './edge.ts';

const root = {
  accessKeyId: 'AKIAABCDEFGHIJKLMNOP',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};

type Call = {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly context: CallContext;
};

async function withDoor(
  mode: IamMode,
  run: (endpoint: string, calls: Call[]) => Promise<void>,
): Promise<void> {
  const clock = systemClock();
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const calls: Call[] = [];
  const door = awsDoor({
    models: ['lambda', 'logs', 'sts'].map(loadModel),
    dispatcher: {
      dispatch(service, operation, input, context) {
        calls.push({ name: `${service}:${operation}`, input, context });
        const { account, arn, userId } = context.caller;
        if (service === 'sts') return Promise.resolve({ Account: account, Arn: arn, UserId: userId });
        return Promise.resolve(
          service === 'lambda' ? { StatusCode: 200, Payload: input.Payload } : { logGroups: [] },
        );
      },
      bodyLimit: () => undefined,
    },
    identifyCaller: createIdentifyCaller({ mode, root, clock }),
    clock,
    log,
    endpoint: () => edge.endpoint,
  });
  const edge = await openEdge({
    host: '127.0.0.1',
    port: 0,
    doors: [door],
    clock,
    random: systemRandom(),
    log,
    allowedHosts: [],
  });
  try {
    await run(edge.endpoint, calls);
  } finally {
    await edge.close();
  }
}

function clientsOf(endpoint: string, credentials: typeof root) {
  const settings = { endpoint, credentials, region: 'eu-west-1', maxAttempts: 1 };
  const lambda = new LambdaClient(settings);
  const logs = new CloudWatchLogsClient(settings);
  const sts = new STSClient(settings);
  return {
    invoke: () =>
      lambda.send(
        new InvokeCommand({
          FunctionName: 'arn:aws:lambda:eu-west-1:000000000000:function:f',
          Qualifier: 'a-b_c',
          Payload: Buffer.from('{"é":1}'),
        }),
      ),
    describeLogGroups: () => logs.send(new DescribeLogGroupsCommand({})),
    whoAmI: () => sts.send(new GetCallerIdentityCommand({})),
    [Symbol.dispose]() {
      for (const client of [lambda, logs, sts]) client.destroy();
    },
  };
}

test('enforce lets the root credentials in, over each protocol', hang, async () => {
  await withDoor('enforce', async (endpoint, calls) => {
    using clients = clientsOf(endpoint, root);
    const { Payload } = await clients.invoke();
    assert.equal(Buffer.from(Payload ?? []).toString(), '{"é":1}');
    assert.deepEqual((await clients.describeLogGroups()).logGroups, []);
    assert.equal((await clients.whoAmI()).Arn, 'arn:aws:iam::000000000000:root');
    assert.deepEqual(
      calls.map(({ name, context }) => [name, context.region, context.caller.verified]),
      [
        ['lambda:Invoke', 'eu-west-1', true],
        ['logs:DescribeLogGroups', 'eu-west-1', true],
        ['sts:GetCallerIdentity', 'eu-west-1', true],
      ],
    );
  });
});

test('enforce turns everybody else away, with the error the client knows', hang, async () => {
  await withDoor('enforce', async (endpoint, calls) => {
    using strangers = clientsOf(endpoint, { accessKeyId: 'AKIAZZZZZZZZZZZZZZZZ', secretAccessKey: 'x' });
    await assert.rejects(strangers.invoke(), { name: 'UnrecognizedClientException' });
    await assert.rejects(strangers.describeLogGroups(), { name: 'UnrecognizedClientException' });
    await assert.rejects(strangers.whoAmI(), { name: 'InvalidClientTokenId' });
    using forgers = clientsOf(endpoint, { ...root, secretAccessKey: 'x' });
    await assert.rejects(forgers.invoke(), { name: 'InvalidSignatureException' });
    await assert.rejects(forgers.describeLogGroups(), { name: 'InvalidSignatureException' });
    await assert.rejects(forgers.whoAmI(), { name: 'SignatureDoesNotMatch' });
    assert.deepEqual(calls, []);
  });
});

test('audit lets anybody in', hang, async () => {
  await withDoor('audit', async (endpoint) => {
    using clients = clientsOf(endpoint, { accessKeyId: '123456789012', secretAccessKey: 'x' });
    assert.equal((await clients.whoAmI()).Account, '123456789012');
    const { Payload } = await clients.invoke();
    assert.equal(Buffer.from(Payload ?? []).toString(), '{"é":1}');
  });
});
