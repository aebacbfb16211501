import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { type LambentProcess, withFolder } from '../lambent-process.ts';
import { missingTool } from '../tool.ts';
import { zipOf } from '../zip.ts';

const run = promisify(execFile);

/** The AWS CLI before 2.13 and 1.29 does not read AWS_ENDPOINT_URL. Source: AWS SDKs and Tools guide, service-specific endpoints. */
async function readsEndpointUrl(): Promise<boolean> {
  const { stdout, stderr } = await run('aws', ['--version']);
  const [, major, minor] = /aws-cli\/(\d+)\.(\d+)/.exec(stdout + stderr) ?? [];
  return Number(minor) >= (major === '1' ? 29 : 13);
}

/** Runs the AWS CLI as the README says, in `folder`. Returns its JSON. */
async function awsCli(lambent: LambentProcess, folder: string) {
  const endpoint = (await readsEndpointUrl()) ? [] : ['--endpoint-url', lambent.endpoint];
  return async (...cliArguments: string[]): Promise<Record<string, unknown>> => {
    const { stdout } = await run('aws', [...endpoint, ...cliArguments], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        AWS_ENDPOINT_URL: lambent.endpoint,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_PAGER: '',
      },
    });
    return stdout.trim() === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>);
  };
}

test('the tutorial with the AWS CLI', { skip: missingTool('aws') }, () =>
  withFolder(async (folder, start) => {
    const lambent = await start(join(folder, 'data'));
    const aws = await awsCli(lambent, folder);
    const handler =
      "export const handler = async () => ({ statusCode: 200, body: JSON.stringify('The API Gateway REST API console is great!') });\n";
    await writeFile(join(folder, 'function.zip'), await zipOf({ 'index.mjs': handler }));
    const identity = await aws('sts', 'get-caller-identity');
    assert.equal(identity.Account, '000000000000');

    const created = await aws(
      ...['lambda', 'create-function', '--function-name', 'my-function', '--runtime', 'nodejs24.x'],
      ...['--handler', 'index.handler', '--role', 'arn:aws:iam::000000000000:role/lambda-role'],
      ...['--zip-file', 'fileb://function.zip'],
    );
    await aws('lambda', 'wait', 'function-active-v2', '--function-name', 'my-function');
    const invoked = await aws('lambda', 'invoke', '--function-name', 'my-function', 'out.json');
    assert.equal(invoked.StatusCode, 200);
    assert.match(await readFile(join(folder, 'out.json'), 'utf8'), /"statusCode":200/);

    const api = await aws('apigateway', 'create-rest-api', '--name', 'my-rest-api');
    // What the CLI of 2022 does not show yet, it can ask for.
    const resources = await aws('apigateway', 'get-resources', '--rest-api-id', String(api.id));
    const [root] = resources.items as { id: string; path: string }[];
    assert.equal(root?.path, '/');
    if (api.rootResourceId !== undefined) assert.equal(root.id, api.rootResourceId);
    const method = ['--rest-api-id', String(api.id), '--resource-id', root.id, '--http-method', 'ANY'];
    await aws('apigateway', 'put-method', ...method, '--authorization-type', 'NONE');
    await aws(
      ...[
        'apigateway',
        'put-integration',
        ...method,
        '--type',
        'AWS_PROXY',
        '--integration-http-method',
        'POST',
      ],
      ...[
        '--uri',
        `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${created.FunctionArn}/invocations`,
      ],
    );
    await aws('apigateway', 'create-deployment', '--rest-api-id', String(api.id), '--stage-name', 'Prod');
    const { stdout } = await run('curl', ['-s', `${lambent.endpoint}/_aws/execute-api/${api.id}/Prod/`]);
    assert.equal(stdout, '"The API Gateway REST API console is great!"');
  }),
);
