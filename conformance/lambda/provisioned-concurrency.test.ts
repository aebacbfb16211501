/** Provisioned concurrency as the SDK meets it, across a restart; and what invocations leave in metrics and on the bill. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateAliasCommand,
  DeleteProvisionedConcurrencyConfigCommand,
  GetProvisionedConcurrencyConfigCommand,
  InvokeCommand,
  type LambdaClient,
  ListProvisionedConcurrencyConfigsCommand,
  ProvisionedConcurrencyConfigNotFoundException,
  PublishVersionCommand,
  PutProvisionedConcurrencyConfigCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { runLambent, withFolder } from '../lambent-process.ts';
import { clientOf, createFunction } from './client.ts';

const FunctionName = 'fn';
const handler = `exports.handler = async (event) => {
  if (event.fail) throw new Error('as asked');
  const { AWS_LAMBDA_INITIALIZATION_TYPE, AWS_LAMBDA_FUNCTION_VERSION } = process.env;
  return \`\${AWS_LAMBDA_INITIALIZATION_TYPE} \${AWS_LAMBDA_FUNCTION_VERSION}\`;
};`;

const patience = { maxWaitTime: 30, minDelay: 1, maxDelay: 1 };

/** Polls, as every client does: there is no waiter for it. */
async function ready(lambda: LambdaClient, count: number): Promise<void> {
  for (;;) {
    const { Status, AvailableProvisionedConcurrentExecutions: available } = await lambda.send(
      new GetProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier: 'live' }),
    );
    assert.notEqual(Status, 'FAILED');
    if (Status === 'READY') {
      assert.equal(available, count);
      return;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function invoke(lambda: LambdaClient, Qualifier?: string, event: object = {}): Promise<unknown> {
  const { Payload = new Uint8Array() } = await lambda.send(
    new InvokeCommand({ FunctionName, Qualifier, Payload: JSON.stringify(event) }),
  );
  return JSON.parse(Buffer.from(Payload).toString());
}

test('provisioned on an alias: initialised ahead, moved, back after a restart, deleted', () =>
  withFolder(async (folder, start) => {
    const first = await start(folder);
    let lambda = clientOf(first.endpoint);
    await createFunction(lambda, FunctionName, handler);
    await lambda.send(new PublishVersionCommand({ FunctionName }));
    await lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }));
    const put = await lambda.send(
      new PutProvisionedConcurrencyConfigCommand({
        FunctionName,
        Qualifier: 'live',
        ProvisionedConcurrentExecutions: 2,
      }),
    );
    assert.equal(put.Status, 'IN_PROGRESS');
    await ready(lambda, 2);
    assert.equal(await invoke(lambda, 'live'), 'provisioned-concurrency 1');
    assert.equal(await invoke(lambda), 'on-demand $LATEST');

    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Description: 'second' }));
    await waitUntilFunctionUpdatedV2({ client: lambda, ...patience }, { FunctionName });
    await lambda.send(new PublishVersionCommand({ FunctionName }));
    await lambda.send(new UpdateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '2' }));
    await ready(lambda, 2);
    assert.equal(await invoke(lambda, 'live'), 'provisioned-concurrency 2');

    await first.stop();
    lambda = clientOf((await start(folder)).endpoint);
    await ready(lambda, 2);
    assert.equal(await invoke(lambda, 'live'), 'provisioned-concurrency 2');

    await lambda.send(new DeleteProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier: 'live' }));
    assert.equal(await invoke(lambda, 'live'), 'on-demand 2');
    await assert.rejects(
      lambda.send(new GetProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier: 'live' })),
      ProvisionedConcurrencyConfigNotFoundException,
    );
    const { ProvisionedConcurrencyConfigs } = await lambda.send(
      new ListProvisionedConcurrencyConfigsCommand({ FunctionName }),
    );
    assert.deepEqual(ProvisionedConcurrencyConfigs, []);
  }));

test('a few invocations in the metrics and on the bill', () =>
  withFolder(async (folder, start) => {
    const { endpoint } = await start(folder);
    const lambda = clientOf(endpoint);
    await createFunction(lambda, FunctionName, handler);
    for (let round = 0; round < 3; round += 1) await invoke(lambda);
    await invoke(lambda, '$LATEST', { fail: true });

    const text = await (await fetch(`${endpoint}/_lambent/metrics`)).text();
    const lineOf = (name: string, resource: string) =>
      text.split('\n').find((line) => line.startsWith(name) && line.includes(`"${resource}"`));
    assert.match(lineOf('aws_lambda_invocations', 'fn') ?? text, / 3$/);
    assert.match(lineOf('aws_lambda_errors', 'fn') ?? text, / 0$/);
    assert.match(lineOf('aws_lambda_errors', 'fn:$LATEST') ?? text, / 1$/);
    assert.match(lineOf('aws_lambda_duration_milliseconds_count', 'fn') ?? text, / 3$/);

    const printed = await runLambent(['usage', '--json', '--endpoint', endpoint]);
    const [line] = JSON.parse(printed.stdout);
    assert.equal(line.functionName, FunctionName);
    assert.equal(line.requests, 4);
    assert.ok(line.gbSeconds > 0 && line.gbSeconds < 60, printed.stdout);
    assert.equal(line.provisionedGbSeconds, 0);
  }));
