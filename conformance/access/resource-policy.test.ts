/** A function's resource policy decides whether API Gateway may invoke it: with `--iam enforce` it is obeyed, with audit reported. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  APIGatewayClient,
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
} from '@aws-sdk/client-api-gateway';
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  RemovePermissionCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { type LambentProcess, withFolder } from '../lambent-process.ts';
import { putProxyMethod } from '../proxy-method.ts';
import { zipOf } from '../zip.ts';

const FunctionName = 'guarded';
const functionArn = `arn:aws:lambda:us-east-1:000000000000:function:${FunctionName}`;
const refusal = `User: apigateway.amazonaws.com is not authorized to perform: lambda:InvokeFunction on resource: ${functionArn} because no resource-based policy allows the lambda:InvokeFunction action`;

type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string };
type Clients = { readonly lambda: LambdaClient; readonly apigateway: APIGatewayClient };

function clients({ endpoint }: LambentProcess, credentials: Credentials): Clients {
  const settings = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
  return { lambda: new LambdaClient(settings), apigateway: new APIGatewayClient(settings) };
}

async function rootCredentials(folder: string): Promise<Credentials> {
  return JSON.parse(await readFile(join(folder, 'root-credentials.json'), 'utf8'));
}

/** A function behind `ANY /` and `GET /pets` of a REST API, without any permission. Returns the API's id. */
async function build({ lambda, apigateway }: Clients): Promise<string> {
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs24.x',
      Role: 'arn:aws:iam::000000000000:role/lambda-role',
      Handler: 'index.handler',
      Code: {
        ZipFile: await zipOf({ 'index.mjs': 'export const handler = async () => ({ body: "ran" });\n' }),
      },
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60 }, { FunctionName });
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
    const stranger = clients(lambent, { accessKeyId: 'test', secretAccessKey: 'test' });
    await assert.rejects(stranger.lambda.send(new InvokeCommand({ FunctionName })), {
      name: 'UnrecognizedClientException',
    });
  }));

test('audit: what enforce would refuse runs, with a header and a line in the log', () =>
  withFolder(async (folder, start) => {
    const lambent = await start(folder);
    const anybody = clients(lambent, { accessKeyId: 'test', secretAccessKey: 'test' });
    const apiId = await build(anybody);
    assert.deepEqual(await ask(lambent, apiId, '/'), [200, 'ran', refusal]);
    assert.ok(lambent.output().includes(`AWS would refuse this invocation: ${refusal}`), lambent.output());

    await anybody.lambda.send(permit(apiId, 'root', '/*/*/'));
    assert.deepEqual(await ask(lambent, apiId, '/'), ran);
    assert.deepEqual(await ask(lambent, apiId, '/pets'), [200, 'ran', refusal]);
  }));
