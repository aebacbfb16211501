/** Versions and aliases as the JS SDK sees them, over a socket, with real environments behind them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { APIGatewayClient, CreateDeploymentCommand, CreateRestApiCommand } from '@aws-sdk/client-api-gateway';
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  PublishVersionCommand,
  paginateListAliases,
  paginateListFunctions,
  paginateListVersionsByFunction,
  ResourceConflictException,
  ResourceNotFoundException,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
  waitUntilPublishedVersionActive,
} from '@aws-sdk/client-lambda';
import { withFolder } from '../lambent-process.ts';
import { putProxyMethod } from '../proxy-method.ts';
import { zipOf } from '../zip.ts';

const fn = { FunctionName: 'my-function' };
const arn = 'arn:aws:lambda:us-east-1:000000000000:function:my-function';
/** The SDK's own pace is a look every five seconds. */
const pace = { maxWaitTime: 60, minDelay: 1, maxDelay: 1 };

/** Answers, also to API Gateway, with what it knows of itself. */
function handlerSaying(word: string): string {
  return `export const handler = async (event, context) => ({
  statusCode: 200,
  body: JSON.stringify({
    word: '${word}',
    version: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    contextVersion: context.functionVersion,
    arn: context.invokedFunctionArn,
    stream: context.logStreamName.replace(/^.*\\[(.*)\\].*$/, '$1'),
  }),
});
`;
}

function clients(endpoint: string) {
  const settings = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  return { lambda: new LambdaClient(settings), apigateway: new APIGatewayClient(settings) };
}

/** Version 1 says "one"; version 2 and `$LATEST` say "two". */
async function publishTwo(lambda: LambdaClient): Promise<void> {
  const created = await lambda.send(
    new CreateFunctionCommand({
      ...fn,
      Runtime: 'nodejs24.x',
      Role: 'arn:aws:iam::000000000000:role/lambda-role',
      Handler: 'index.handler',
      Code: { ZipFile: await zipOf({ 'index.mjs': handlerSaying('one') }) },
      Publish: true,
    }),
  );
  assert.deepEqual([created.Version, created.State, created.FunctionArn], ['1', 'Pending', arn]);
  await waitUntilPublishedVersionActive({ client: lambda, ...pace }, { ...fn, Qualifier: '1' });
  const updated = await lambda.send(
    new UpdateFunctionCodeCommand({
      ...fn,
      ZipFile: await zipOf({ 'index.mjs': handlerSaying('two') }),
      Publish: true,
    }),
  );
  assert.deepEqual([updated.Version, updated.FunctionArn], ['2', `${arn}:2`]);
  await waitUntilPublishedVersionActive({ client: lambda, ...pace }, { ...fn, Qualifier: '2' });
  await waitUntilFunctionUpdatedV2({ client: lambda, ...pace }, fn);
}

async function invoke(lambda: LambdaClient, FunctionName: string, Qualifier?: string) {
  const { Payload, ExecutedVersion } = await lambda.send(new InvokeCommand({ FunctionName, Qualifier }));
  const { body } = JSON.parse(Buffer.from(Payload ?? []).toString());
  return { executed: ExecutedVersion, ...JSON.parse(body) };
}

function said(word: string, version: string, qualifier?: string) {
  return {
    executed: version,
    word,
    version,
    contextVersion: version,
    arn: qualifier === undefined ? arn : `${arn}:${qualifier}`,
    stream: version,
  };
}

async function listed<Page, Item>(pages: AsyncIterable<Page>, itemsOf: (page: Page) => Item[] | undefined) {
  const found: Item[] = [];
  let count = 0;
  for await (const page of pages) {
    count += 1;
    found.push(...(itemsOf(page) ?? []));
  }
  return { pages: count, found };
}

test('versions and aliases run what they name, and survive a restart', () =>
  withFolder(async (folder, start) => {
    const first = await start(folder);
    const before = clients(first.endpoint);
    await publishTwo(before.lambda);
    const live = { ...fn, Name: 'live', FunctionVersion: '1' };
    const created = await before.lambda.send(new CreateAliasCommand(live));
    assert.equal(created.AliasArn, `${arn}:live`);
    await assertInvoked(before.lambda);
    assert.equal(await first.stop(), 0);

    const { lambda } = clients((await start(folder)).endpoint);
    await assertInvoked(lambda);
    const unchanged = await lambda.send(new PublishVersionCommand(fn));
    assert.equal(unchanged.Version, '2');

    const RoutingConfig = { AdditionalVersionWeights: { 2: 0.5 } };
    const weighted = await lambda.send(new UpdateAliasCommand({ ...live, RoutingConfig }));
    assert.deepEqual(weighted.RoutingConfig, RoutingConfig);
    await assertBothRun(lambda);
    await assert.rejects(
      lambda.send(new DeleteFunctionCommand({ ...fn, Qualifier: '2' })),
      ResourceConflictException,
    );
    const { RevisionId } = await lambda.send(new GetAliasCommand({ ...fn, Name: 'live' }));
    const moved = { ...live, FunctionVersion: '2', RoutingConfig: { AdditionalVersionWeights: {} } };
    await lambda.send(new UpdateAliasCommand({ ...moved, RevisionId }));
    assert.deepEqual(await invoke(lambda, 'my-function', 'live'), said('two', '2', 'live'));
    await lambda.send(new DeleteFunctionCommand({ ...fn, Qualifier: '1' }));
    await assert.rejects(invoke(lambda, 'my-function', '1'), ResourceNotFoundException);
  }));

async function assertInvoked(lambda: LambdaClient): Promise<void> {
  assert.deepEqual(await invoke(lambda, 'my-function'), said('two', '$LATEST'));
  assert.deepEqual(await invoke(lambda, 'my-function', '$LATEST'), said('two', '$LATEST', '$LATEST'));
  assert.deepEqual(await invoke(lambda, 'my-function', '1'), said('one', '1', '1'));
  assert.deepEqual(await invoke(lambda, 'my-function:2'), said('two', '2', '2'));
  assert.deepEqual(await invoke(lambda, `${arn}:live`), said('one', '1', 'live'));
}

/** Of so many invocations one version gets none with odds of 1 to 2^63. */
async function assertBothRun(lambda: LambdaClient): Promise<void> {
  const executed = new Set<string>();
  for (let time = 0; time < 64; time++) {
    const answer = await invoke(lambda, 'my-function', 'live');
    assert.deepEqual(answer, said(answer.executed === '1' ? 'one' : 'two', answer.executed, 'live'));
    executed.add(answer.executed);
  }
  assert.deepEqual([...executed].sort(), ['1', '2']);
}

test('a REST API whose integration names an alias follows it from version to version', () =>
  withFolder(async (folder, start) => {
    const { endpoint } = await start(folder);
    const { lambda, apigateway } = clients(endpoint);
    await publishTwo(lambda);
    await lambda.send(new CreateAliasCommand({ ...fn, Name: 'live', FunctionVersion: '1' }));
    const api = await apigateway.send(new CreateRestApiCommand({ name: 'my-rest-api' }));
    const method = { restApiId: api.id, resourceId: api.rootResourceId, httpMethod: 'ANY' };
    await putProxyMethod(apigateway, method, `${arn}:live`);
    const SourceArn = `arn:aws:execute-api:us-east-1:000000000000:${api.id}/*/*/`;
    const grant = { StatementId: 'apigateway', Action: 'lambda:InvokeFunction', SourceArn };
    await lambda.send(
      new AddPermissionCommand({ ...fn, Qualifier: 'live', Principal: 'apigateway.amazonaws.com', ...grant }),
    );
    const { Policy } = await lambda.send(new GetPolicyCommand({ ...fn, Qualifier: 'live' }));
    assert.equal(JSON.parse(Policy ?? '{}').Statement[0].Resource, `${arn}:live`);
    await assert.rejects(lambda.send(new GetPolicyCommand(fn)), ResourceNotFoundException);
    await apigateway.send(new CreateDeploymentCommand({ restApiId: api.id, stageName: 'Prod' }));
    const get = async () => (await fetch(`${endpoint}/_aws/execute-api/${api.id}/Prod/`)).json();
    const { executed: _first, ...one } = said('one', '1', 'live');
    assert.deepEqual(await get(), one);
    await lambda.send(new UpdateAliasCommand({ ...fn, Name: 'live', FunctionVersion: '2' }));
    const { executed: _second, ...two } = said('two', '2', 'live');
    assert.deepEqual(await get(), two);
  }));

test('the paginators of the SDK find every version, alias and function', () =>
  withFolder(async (folder, start) => {
    const client = clients((await start(folder)).endpoint).lambda;
    await publishTwo(client);
    await client.send(new UpdateFunctionConfigurationCommand({ ...fn, Description: 'three' }));
    await waitUntilFunctionUpdatedV2({ client, ...pace }, fn);
    await client.send(new PublishVersionCommand(fn));
    for (const Name of ['a', 'b', 'c']) {
      await client.send(new CreateAliasCommand({ ...fn, Name, FunctionVersion: '3' }));
    }
    const config = { client, pageSize: 2 };
    const versions = await listed(paginateListVersionsByFunction(config, fn), ({ Versions }) => Versions);
    assert.equal(versions.pages, 2);
    assert.deepEqual(
      versions.found.map(({ Version }) => Version),
      ['$LATEST', '1', '2', '3'],
    );
    const aliases = await listed(paginateListAliases(config, fn), ({ Aliases }) => Aliases);
    assert.deepEqual([aliases.pages, aliases.found.map(({ Name }) => Name)], [2, ['a', 'b', 'c']]);
    const all = await listed(
      paginateListFunctions({ client, pageSize: 3 }, { FunctionVersion: 'ALL' }),
      ({ Functions }) => Functions,
    );
    assert.deepEqual(
      all.found.map(({ FunctionArn }) => FunctionArn),
      ['$LATEST', '1', '2', '3'].map((version) => `${arn}:${version}`),
    );
  }));
