/** A function's resource policy decides whether services may invoke it: with `--iam enforce` it is obeyed, with audit reported. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import {
  APIGatewayClient,
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
} from '@aws-sdk/client-api-gateway';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeSubscriptionFiltersCommand,
  PutLogEventsCommand,
  PutSubscriptionFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  DeleteResourcePolicyCommand,
  GetPolicyCommand,
  GetResourcePolicyCommand,
  InvokeCommand,
  LambdaClient,
  PreconditionFailedException,
  PutResourcePolicyCommand,
  RemovePermissionCommand,
  ResourceNotFoundException,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { openInbox, poster } from '../inbox.ts';
import { type LambentProcess, withFolder } from '../lambent-process.ts';
import { putProxyMethod } from '../proxy-method.ts';
import { zipOf } from '../zip.ts';

const FunctionName = 'guarded';
const functionArn = `arn:aws:lambda:us-east-1:000000000000:function:${FunctionName}`;
const refusalOf = (service: string) =>
  `User: ${service} is not authorized to perform: lambda:InvokeFunction on resource: ${functionArn} because no resource-based policy allows the lambda:InvokeFunction action`;
const refusal = refusalOf('apigateway.amazonaws.com');

type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string };
type Clients = {
  readonly lambda: LambdaClient;
  readonly apigateway: APIGatewayClient;
  readonly logs: CloudWatchLogsClient;
};

const anybody: Credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

function clients({ endpoint }: LambentProcess, credentials: Credentials): Clients {
  const settings = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
  return {
    lambda: new LambdaClient(settings),
    apigateway: new APIGatewayClient(settings),
    logs: new CloudWatchLogsClient(settings),
  };
}

async function rootCredentials(folder: string): Promise<Credentials> {
  return JSON.parse(await readFile(join(folder, 'root-credentials.json'), 'utf8'));
}

/** A function without any permission. */
async function createFunction(lambda: LambdaClient, code: string): Promise<void> {
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs24.x',
      Role: 'arn:aws:iam::000000000000:role/lambda-role',
      Handler: 'index.handler',
      Code: { ZipFile: await zipOf({ 'index.js': code }) },
    }),
  );
  await waitUntilFunctionActiveV2(
    { client: lambda, maxWaitTime: 60, minDelay: 0.05, maxDelay: 0.05 },
    { FunctionName },
  );
}

/** A function behind `ANY /` and `GET /pets` of a REST API, without any permission. Returns the API's id. */
async function build({ lambda, apigateway }: Clients): Promise<string> {
  await createFunction(lambda, 'exports.handler = async () => ({ body: "ran" });\n');
  const { id: restApiId, rootResourceId } = await apigateway.send(new CreateRestApiCommand({ name: 'api' }));
  const pets = await apigateway.send(
    new CreateResourceCommand({ restApiId, parentId: rootResourceId, pathPart: 'pets' }),
  );
  for (const [resourceId, httpMethod] of [
    [rootResourceId, 'ANY'],
    [pets.id, 'GET'],
  ] as const) {
    const method = { restApiId, resourceId, httpMethod };
    await putProxyMethod(apigateway, method, functionArn);
  }
  await apigateway.send(new CreateDeploymentCommand({ restApiId, stageName: 'Prod' }));
  return restApiId ?? '';
}

function permit(apiId: string, StatementId: string, source: string): AddPermissionCommand {
  return new AddPermissionCommand({
    FunctionName,
    StatementId,
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
    SourceArn: `arn:aws:execute-api:us-east-1:000000000000:${apiId}${source}`,
  });
}

/** Status, body and report of an invocation through the API. */
async function ask({ endpoint }: LambentProcess, apiId: string, path: string) {
  const response = await fetch(`${endpoint}/_aws/execute-api/${apiId}/Prod${path}`);
  return [response.status, await response.text(), response.headers.get('x-lambent-would-deny')];
}

const ran = [200, 'ran', null];
const refused = [500, '{"message": "Internal server error"}', null];

test('enforce: API Gateway invokes what its source ARN is permitted, and nothing else', () =>
  withFolder(async (folder, start) => {
    const lambent = await start(folder, ['--iam', 'enforce', '--isolation', 'process']);
    const root = clients(lambent, await rootCredentials(folder));
    const apiId = await build(root);
    assert.deepEqual(await ask(lambent, apiId, '/'), refused);
    assert.ok(lambent.output().includes(refusal), lambent.output());

    await root.lambda.send(permit(apiId, 'root', '/*/*/'));
    assert.deepEqual(await ask(lambent, apiId, '/'), ran);
    assert.deepEqual(await ask(lambent, apiId, '/pets'), refused);

    await root.lambda.send(permit(apiId, 'pets', '/*/GET/pets'));
    assert.deepEqual(await ask(lambent, apiId, '/pets'), ran);
    await root.lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: 'root' }));
    assert.deepEqual(await ask(lambent, apiId, '/'), refused);
    assert.deepEqual(await ask(lambent, apiId, '/pets'), ran);

    const { StatusCode } = await root.lambda.send(new InvokeCommand({ FunctionName }));
    assert.equal(StatusCode, 200);
    const stranger = clients(lambent, anybody);
    await assert.rejects(stranger.lambda.send(new InvokeCommand({ FunctionName })), {
      name: 'UnrecognizedClientException',
    });
  }));

test('audit: what enforce would refuse runs, with a header and a line in the log', () =>
  withFolder(async (folder, start) => {
    const lambent = await start(folder);
    const caller = clients(lambent, anybody);
    const apiId = await build(caller);
    assert.deepEqual(await ask(lambent, apiId, '/'), [200, 'ran', refusal]);
    assert.ok(lambent.output().includes(`AWS would refuse this invocation: ${refusal}`), lambent.output());

    await caller.lambda.send(permit(apiId, 'root', '/*/*/'));
    assert.deepEqual(await ask(lambent, apiId, '/'), ran);
    assert.deepEqual(await ask(lambent, apiId, '/pets'), [200, 'ran', refusal]);
  }));

test('enforce: a whole policy over the wire, and what it denies beside what AddPermission allows', () =>
  withFolder(async (folder, start) => {
    const lambent = await start(folder, ['--iam', 'enforce', '--isolation', 'process']);
    const root = clients(lambent, await rootCredentials(folder));
    const { lambda } = root;
    const apiId = await build(root);
    const pets = `arn:aws:execute-api:us-east-1:000000000000:${apiId}/*/GET/pets`;
    const toGateway = {
      Principal: { Service: 'apigateway.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: functionArn,
    };
    const Statement = [
      { Sid: 'all', Effect: 'Allow', ...toGateway },
      { Sid: 'notPets', Effect: 'Deny', ...toGateway, Condition: { ArnLike: { 'aws:SourceArn': pets } } },
    ];
    const whole = { Version: '2012-10-17', Statement };
    const put = await lambda.send(
      new PutResourcePolicyCommand({ ResourceArn: functionArn, Policy: JSON.stringify(whole) }),
    );
    assert.deepEqual(JSON.parse(put.Policy ?? ''), whole);
    assert.deepEqual(await ask(lambent, apiId, '/'), ran);
    assert.deepEqual(await ask(lambent, apiId, '/pets'), refused);

    await lambda.send(permit(apiId, 'pets', '/*/GET/pets'));
    assert.deepEqual(await ask(lambent, apiId, '/pets'), refused);
    const shown = await lambda.send(new GetResourcePolicyCommand({ ResourceArn: functionArn }));
    assert.equal(JSON.parse(shown.Policy ?? '').Statement.length, 3);
    const { Policy } = await lambda.send(new GetPolicyCommand({ FunctionName }));
    assert.equal(Policy, shown.Policy);
    await lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: 'notPets' }));
    assert.deepEqual(await ask(lambent, apiId, '/pets'), ran);

    const outdated = { ResourceArn: functionArn, RevisionId: put.RevisionId };
    await assert.rejects(
      lambda.send(new DeleteResourcePolicyCommand(outdated)),
      (error) => error instanceof PreconditionFailedException && error.$metadata.httpStatusCode === 412,
    );
    const deleted = await lambda.send(new DeleteResourcePolicyCommand({ ResourceArn: functionArn }));
    assert.equal(deleted.$metadata.httpStatusCode, 204);
    await assert.rejects(
      lambda.send(new GetResourcePolicyCommand({ ResourceArn: functionArn })),
      ResourceNotFoundException,
    );
    assert.deepEqual(await ask(lambent, apiId, '/'), refused);
  }));

const logGroupName = 'app';
const subscription = new PutSubscriptionFilterCommand({
  logGroupName,
  filterName: 'errors',
  filterPattern: 'ERROR',
  destinationArn: functionArn,
});

type Watched = Clients & {
  readonly lambent: LambentProcess;
  /** Writes a message to the log group. */
  log(message: string): Promise<void>;
  /** The messages that the function was invoked with next. */
  delivered(): Promise<readonly string[]>;
};

/** A log group, and a function without any permission that hands on what CloudWatch Logs invokes it with. */
function withLogGroup(mode: 'audit' | 'enforce', use: (watched: Watched) => Promise<void>): Promise<void> {
  return withFolder(async (folder, start) => {
    const inbox = await openInbox();
    try {
      const lambent = await start(folder, ['--iam', mode, '--isolation', 'process']);
      const caller = clients(lambent, mode === 'enforce' ? await rootCredentials(folder) : anybody);
      const { lambda, logs } = caller;
      const handler = 'exports.handler = (event) => post(event.awslogs.data);';
      await createFunction(lambda, `${poster(inbox.url)} ${handler}`);
      const stream = { logGroupName, logStreamName: 'stream' };
      await logs.send(new CreateLogGroupCommand({ logGroupName }));
      await logs.send(new CreateLogStreamCommand(stream));
      await use({
        ...caller,
        lambent,
        async log(message) {
          const logEvents = [{ timestamp: Date.now(), message }];
          await logs.send(new PutLogEventsCommand({ ...stream, logEvents }));
        },
        async delivered() {
          const { logEvents } = JSON.parse(gunzipSync(Buffer.from(await inbox.take(), 'base64')).toString());
          return logEvents.map(({ message }: { readonly message: string }) => message);
        },
      });
    } finally {
      await inbox.close();
    }
  });
}

function permitLogs(StatementId: string, group: string): AddPermissionCommand {
  return new AddPermissionCommand({
    FunctionName,
    StatementId,
    Action: 'lambda:InvokeFunction',
    Principal: 'logs.amazonaws.com',
    SourceArn: `arn:aws:logs:us-east-1:000000000000:log-group:${group}:*`,
    SourceAccount: '000000000000',
  });
}

const logsRefusal = refusalOf('logs.amazonaws.com');

test('enforce: CloudWatch Logs subscribes and delivers to a function as long as that permits it', () =>
  withLogGroup('enforce', async ({ lambda, logs, lambent, log, delivered }) => {
    const notPermitted = {
      name: 'InvalidParameterException',
      message:
        'Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.',
    };
    await assert.rejects(logs.send(subscription), notPermitted);
    await lambda.send(permitLogs('other', 'other'));
    await assert.rejects(logs.send(subscription), notPermitted);
    const { subscriptionFilters } = await logs.send(new DescribeSubscriptionFiltersCommand({ logGroupName }));
    assert.deepEqual(subscriptionFilters, []);

    await lambda.send(permitLogs('app', logGroupName));
    await logs.send(subscription);
    await log('ERROR one');
    assert.deepEqual(await delivered(), ['ERROR one']);

    await lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: 'app' }));
    await log('ERROR two');
    await lambent.printed(`could not be delivered to ${functionArn}: ${logsRefusal}`);
    await lambda.send(permitLogs('again', logGroupName));
    await log('ERROR three');
    assert.deepEqual(await delivered(), ['ERROR three']);
  }));

test('audit: a subscription without permission is delivered, and both calls are reported', () =>
  withLogGroup('audit', async ({ logs, lambent, log, delivered }) => {
    await logs.send(subscription);
    await lambent.printed(`AWS would refuse logs:PutSubscriptionFilter: ${logsRefusal}`);
    await log('ERROR one');
    assert.deepEqual(await delivered(), ['ERROR one']);
    await lambent.printed(`AWS would refuse this delivery: ${logsRefusal}`);
  }));
