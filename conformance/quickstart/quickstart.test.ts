import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { APIGatewayClient, CreateDeploymentCommand, CreateRestApiCommand } from '@aws-sdk/client-api-gateway';
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { type LambentProcess, withFolder } from '../lambent-process.ts';
import { putProxyMethod } from '../proxy-method.ts';
import { missingTool } from '../tool.ts';
import { zipOf } from '../zip.ts';

const nodeHandler = `export const handler = async (event) => {
  const response = {
    statusCode: 200,
    body: JSON.stringify('The API Gateway REST API console is great!'),
  };
  return response;
};
`;

const pythonHandler = `import json

def lambda_handler(event, context):
    return {'statusCode': 200, 'body': json.dumps('The API Gateway REST API console is great!')}
`;

const expectedText = '"The API Gateway REST API console is great!"';

type Tutorial = {
  readonly name: string;
  readonly runtime: string;
  readonly handler: string;
  readonly files: Record<string, string>;
};

const nodeTutorial: Tutorial = {
  name: 'my-function',
  runtime: 'nodejs24.x',
  handler: 'index.handler',
  files: { 'index.mjs': nodeHandler },
};

/** The machine's own Python, whatever its minor version: the one that every user may run. */
const machinesPython = '/usr/bin/python3';

function pythonRuntime(): string {
  const printed = spawnSync(machinesPython, ['--version'], { encoding: 'utf8' }).stdout ?? '';
  return `python${/\d+\.\d+/.exec(printed)?.[0]}`;
}

const pythonTutorial: Tutorial = {
  name: 'my-python-function',
  runtime: pythonRuntime(),
  handler: 'lambda_function.lambda_handler',
  files: { 'lambda_function.py': pythonHandler },
};

function clients({ endpoint }: LambentProcess) {
  const settings = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  return { lambda: new LambdaClient(settings), apigateway: new APIGatewayClient(settings) };
}

/** AWS's own tutorial, step by step. Returns the invoke URL's path. */
async function followTutorial(lambent: LambentProcess, tutorial: Tutorial): Promise<string> {
  const { lambda, apigateway } = clients(lambent);
  const created = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: tutorial.name,
      Runtime: tutorial.runtime as 'nodejs24.x',
      Role: 'arn:aws:iam::000000000000:role/lambda-role',
      Handler: tutorial.handler,
      Code: { ZipFile: await zipOf(tutorial.files) },
    }),
  );
  assert.equal(created.State, 'Pending');
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60 }, { FunctionName: tutorial.name });
  const api = await apigateway.send(new CreateRestApiCommand({ name: 'my-rest-api' }));
  const method = { restApiId: api.id, resourceId: api.rootResourceId, httpMethod: 'ANY' };
  await putProxyMethod(apigateway, method, created.FunctionArn ?? '');
  await lambda.send(
    new AddPermissionCommand({
      FunctionName: tutorial.name,
      StatementId: 'apigateway',
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      SourceArn: `arn:aws:execute-api:us-east-1:000000000000:${api.id}/*/*/`,
    }),
  );
  await apigateway.send(new CreateDeploymentCommand({ restApiId: api.id, stageName: 'Prod' }));
  return `/_aws/execute-api/${api.id}/Prod/`;
}

async function assertAnswers(lambent: LambentProcess, path: string): Promise<void> {
  const response = await fetch(`${lambent.endpoint}${path}`);
  assert.equal(response.status, 200);
  assert.equal(await response.text(), expectedText);
  assert.equal(response.headers.get('content-type'), 'application/json');
}

for (const [language, tutorial, skip] of [
  ['Node.js', nodeTutorial, false],
  ['Python', pythonTutorial, missingTool(machinesPython)],
] as const) {
  test(
    `the tutorial with the JS SDK: a ${language} function behind a REST API, kept over a restart`,
    { skip },
    () =>
      withFolder(async (folder, start) => {
        const first = await start(folder);
        const path = await followTutorial(first, tutorial);
        await assertAnswers(first, path);
        assert.equal(await first.stop(), 0);

        const second = await start(folder);
        await assertAnswers(second, path);
        const { lambda } = clients(second);
        const invoked = await lambda.send(
          new InvokeCommand({ FunctionName: tutorial.name, LogType: 'Tail', Payload: '{}' }),
        );
        assert.equal(invoked.StatusCode, 200);
        assert.equal(invoked.ExecutedVersion, '$LATEST');
        assert.match(
          Buffer.from(invoked.LogResult ?? '', 'base64').toString(),
          /START RequestId: [\s\S]+REPORT RequestId: /,
        );
        await assertCodeLocation(lambda, tutorial);
        await second.kill();

        const third = await start(folder);
        await assertAnswers(third, path);
      }),
  );
}

async function assertCodeLocation(lambda: LambdaClient, tutorial: Tutorial): Promise<void> {
  const got = await lambda.send(new GetFunctionCommand({ FunctionName: tutorial.name }));
  const response = await fetch(got.Code?.Location ?? '');
  assert.equal(response.status, 200);
  assert.deepEqual(Buffer.from(await response.arrayBuffer()), await zipOf(tutorial.files));
}
