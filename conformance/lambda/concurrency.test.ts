/** Reserved concurrency, tags and account settings as the SDK and raw callers meet them, and a throttle behind API Gateway. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  InvokeCommand,
  type LambdaClient,
  ListTagsCommand,
  PutFunctionConcurrencyCommand,
  TagResourceCommand,
  TooManyRequestsException,
  UntagResourceCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { withFolder } from '../lambent-process.ts';
import { rawApi } from '../raw-api.ts';
import { zipOf } from '../zip.ts';
import { clientOf } from './client.ts';

const FunctionName = 'fn';
const proxyHandler = `exports.handler = async () => ({ statusCode: 200, body: 'served' });`;

async function createFunction(lambda: LambdaClient): Promise<string> {
  const { FunctionArn = '' } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::000000000000:role/r',
      Code: { ZipFile: await zipOf({ 'index.js': proxyHandler }) },
      Tags: { env: 'test' },
    }),
  );
  await waitUntilFunctionActiveV2(
    { client: lambda, maxWaitTime: 30, minDelay: 1, maxDelay: 1 },
    { FunctionName },
  );
  return FunctionArn;
}

/** A REST API before the function. Returns its URL. */
async function deployApi(endpoint: string, functionArn: string): Promise<string> {
  const api = rawApi(endpoint, 'apigateway');
  const { body: created } = await api('POST', '/restapis', { name: 'throttled' });
  const method = `/restapis/${created.id}/resources/${created.rootResourceId}/methods/GET`;
  await api('PUT', method, { authorizationType: 'NONE' });
  await api('PUT', `${method}/integration`, {
    type: 'AWS_PROXY',
    httpMethod: 'POST',
    uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
  });
  const deployed = await api('POST', `/restapis/${created.id}/deployments`, { stageName: 'Prod' });
  assert.equal(deployed.status, 201, JSON.stringify(deployed.body));
  return `${endpoint}/_aws/execute-api/${created.id}/Prod/`;
}

test('a function with nothing reserved for it: throttled to the letter, 502 behind an API, until it is given back', () =>
  withFolder(async (folder, start) => {
    const { endpoint } = await start(folder);
    const lambda = clientOf(endpoint);
    const url = await deployApi(endpoint, await createFunction(lambda));
    assert.equal(await (await fetch(url)).text(), 'served');

    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
    const invoked = await fetch(`${endpoint}/2015-03-31/functions/fn/invocations`, {
      method: 'POST',
      headers: {
        authorization:
          'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=00',
      },
    });
    assert.deepEqual(
      [invoked.status, invoked.headers.get('x-amzn-errortype'), invoked.headers.get('retry-after')],
      [429, 'TooManyRequestsException', '1'],
    );
    assert.deepEqual(await invoked.json(), {
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      Type: 'User',
      message: 'Rate Exceeded.',
    });
    await assert.rejects(lambda.send(new InvokeCommand({ FunctionName })), TooManyRequestsException);
    const dryRun = await lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'DryRun' }));
    assert.equal(dryRun.StatusCode, 204);
    const behindApi = await fetch(url);
    assert.deepEqual(
      [behindApi.status, await behindApi.text()],
      [502, '{"message": "Internal server error"}'],
    );

    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    assert.equal(await (await fetch(url)).text(), 'served');
  }));

test('the SDK tags, counts and reserves, and a restart forgets nothing', () =>
  withFolder(async (folder, start) => {
    const first = await start(folder);
    let lambda = clientOf(first.endpoint);
    const Resource = await createFunction(lambda);
    await lambda.send(new TagResourceCommand({ Resource, Tags: { 'a key': 'ü / =', gone: '' } }));
    await lambda.send(new UntagResourceCommand({ Resource, TagKeys: ['gone', 'never there'] }));
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 7 }));
    await first.kill();

    lambda = clientOf((await start(folder)).endpoint);
    const tags = { env: 'test', 'a key': 'ü / =' };
    assert.deepEqual((await lambda.send(new ListTagsCommand({ Resource }))).Tags, tags);
    const got = await lambda.send(new GetFunctionCommand({ FunctionName }));
    assert.deepEqual([got.Tags, got.Concurrency], [tags, { ReservedConcurrentExecutions: 7 }]);
    const { AccountLimit, AccountUsage } = await lambda.send(new GetAccountSettingsCommand({}));
    assert.equal(AccountLimit?.UnreservedConcurrentExecutions, 993);
    assert.deepEqual(AccountUsage, { TotalCodeSize: got.Configuration?.CodeSize, FunctionCount: 1 });
  }));
