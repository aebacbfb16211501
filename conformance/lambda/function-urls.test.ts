/** Function URLs over a socket: by path and by host, unsigned and signed by the JS SDK, with real environments behind them. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  type FunctionUrlAuthType,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  paginateListFunctionUrlConfigs,
  UpdateFunctionUrlConfigCommand,
  waitUntilPublishedVersionActive,
} from '@aws-sdk/client-lambda';
import { withFolder } from '../lambent-process.ts';
import { zipOf } from '../zip.ts';

const fn = { FunctionName: 'fn' };

/** Does what the path says; otherwise it says what it was sent. */
const handler = `export const handler = async (event) => {
  switch (event.rawPath) {
    case '/throw': throw new Error('no');
    case '/malformed': return { statusCode: 'none' };
    case '/text': return 'text';
    case '/teapot': return {
      statusCode: 418,
      headers: { 'content-type': 'image/png', 'access-control-allow-origin': 'https://of.the.function' },
      cookies: ['a=1; HttpOnly', 'b=2'],
      body: event.body,
      isBase64Encoded: event.isBase64Encoded,
    };
    default: return event;
  }
};
`;

type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string };

function client(endpoint: string, credentials: Credentials): LambdaClient {
  return new LambdaClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
}

async function deploy(lambda: LambdaClient): Promise<void> {
  await lambda.send(
    new CreateFunctionCommand({
      ...fn,
      Runtime: 'nodejs24.x',
      Role: 'arn:aws:iam::000000000000:role/lambda-role',
      Handler: 'index.handler',
      Code: { ZipFile: await zipOf({ 'index.mjs': handler }) },
      Publish: true,
    }),
  );
  const published = { ...fn, Qualifier: '1' };
  await waitUntilPublishedVersionActive(
    { client: lambda, maxWaitTime: 60, minDelay: 1, maxDelay: 1 },
    published,
  );
  await lambda.send(new CreateAliasCommand({ ...fn, Name: 'live', FunctionVersion: '1' }));
}

async function permit(lambda: LambdaClient): Promise<void> {
  const everybody = { ...fn, Principal: '*' };
  const url = { Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' as FunctionUrlAuthType };
  const invoke = { Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true };
  await lambda.send(new AddPermissionCommand({ ...everybody, ...url, StatementId: 'url' }));
  await lambda.send(new AddPermissionCommand({ ...everybody, ...invoke, StatementId: 'invoke' }));
}

/** Names under localhost need not resolve for Node: the name goes into the Host header alone. */
async function getByHost(functionUrl: string, path: string): Promise<string> {
  const { hostname, port, host } = new URL(functionUrl);
  assert.match(hostname, /^[a-z0-9]{32}\.lambda-url\.us-east-1\.localhost$/);
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
      text(response).then(resolve, reject);
    });
    sent.on('error', reject).end();
  });
}

test('a function URL, from the first refusal to the last throttle', () =>
  withFolder(async (folder, start) => {
    const { endpoint } = await start(folder, ['--iam', 'enforce', '--isolation', 'process']);
    const root: Credentials = JSON.parse(await readFile(join(folder, 'root-credentials.json'), 'utf8'));
    const lambda = client(endpoint, root);
    await deploy(lambda);
    const { FunctionUrl = '', CreationTime } = await lambda.send(
      new CreateFunctionUrlConfigCommand({ ...fn, AuthType: 'NONE' }),
    );
    assert.match(CreationTime ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    const base = `${endpoint}/_aws/lambda-url/${new URL(FunctionUrl).hostname.split('.')[0]}`;
    assert.equal((await fetch(base)).status, 403);
    await permit(lambda);
    await assertEvents(base, FunctionUrl);
    await assertAnswers(base);
    await assertCors(lambda, base);
    await assertSigned(lambda, endpoint, root);
    await lambda.send(new PutFunctionConcurrencyCommand({ ...fn, ReservedConcurrentExecutions: 0 }));
    const throttled = await fetch(base);
    assert.deepEqual(
      [throttled.status, ((await throttled.json()) as { Reason: string }).Reason],
      [429, 'ReservedFunctionConcurrentInvocationLimitExceeded'],
    );
    assert.equal((await fetch(`${endpoint}/_aws/lambda-url/nobody/`)).status, 403);
  }));

async function assertEvents(base: string, functionUrl: string): Promise<void> {
  const sent = await fetch(`${base}/a%20b/?x=1&x=%2F2`, {
    method: 'POST',
    headers: { cookie: 'a=1; b=2', 'content-type': 'application/json' },
    body: '{"é":1}',
  });
  assert.equal(sent.status, 200);
  const event = (await sent.json()) as Record<string, unknown> & { requestContext: Record<string, unknown> };
  const { version, rawPath, rawQueryString, cookies, queryStringParameters, body, isBase64Encoded } = event;
  assert.deepEqual(
    { version, rawPath, rawQueryString, cookies, queryStringParameters, body, isBase64Encoded },
    {
      version: '2.0',
      rawPath: '/a%20b/',
      rawQueryString: 'x=1&x=%2F2',
      cookies: ['a=1', 'b=2'],
      queryStringParameters: { x: '1,/2' },
      body: '{"é":1}',
      isBase64Encoded: false,
    },
  );
  assert.equal(event.requestContext.requestId, sent.headers.get('x-amzn-requestid'));
  const byHost = JSON.parse(await getByHost(functionUrl, '/by-host'));
  assert.deepEqual(
    [byHost.rawPath, byHost.requestContext.domainName, byHost.body],
    ['/by-host', new URL(functionUrl).hostname, undefined],
  );
}

async function assertAnswers(base: string): Promise<void> {
  const binary = Buffer.from([0, 255, 10, 13, 128]);
  const teapot = await fetch(`${base}/teapot`, { method: 'POST', body: binary });
  assert.deepEqual([teapot.status, teapot.headers.get('content-type')], [418, 'image/png']);
  assert.deepEqual(teapot.headers.getSetCookie(), ['a=1; HttpOnly', 'b=2']);
  assert.deepEqual(Buffer.from(await teapot.arrayBuffer()), binary);
  const plain = await fetch(`${base}/text`);
  assert.deepEqual([await plain.text(), plain.headers.get('content-type')], ['text', 'application/json']);
  for (const path of ['/throw', '/malformed']) {
    const failed = await fetch(base + path);
    assert.deepEqual([failed.status, await failed.text()], [502, 'Internal Server Error']);
  }
  const large = await fetch(base, { method: 'POST', body: Buffer.alloc(7_000_000) });
  assert.equal(large.status, 413);
}

async function assertCors(lambda: LambdaClient, base: string): Promise<void> {
  const origin = 'https://app.example';
  const Cors = {
    AllowOrigins: [origin],
    AllowMethods: ['POST'],
    AllowHeaders: ['*'],
    AllowCredentials: true,
  };
  const updated = await lambda.send(new UpdateFunctionUrlConfigCommand({ ...fn, Cors }));
  assert.deepEqual(updated.Cors, Cors);
  const preflight = await fetch(base, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-a',
    },
  });
  const allow = (name: string) => preflight.headers.get(`access-control-allow-${name}`);
  assert.deepEqual(
    [preflight.status, allow('origin'), allow('methods'), allow('headers'), allow('credentials')],
    [200, origin, 'POST', 'x-a', 'true'],
  );
  const both = await fetch(`${base}/teapot`, { headers: { origin } });
  assert.equal(both.headers.get('access-control-allow-origin'), `https://of.the.function, ${origin}`);
}

/** An SDK that takes a function URL for Lambda's own endpoint signs what it sends there as for Lambda. */
async function assertSigned(lambda: LambdaClient, endpoint: string, root: Credentials): Promise<void> {
  const { FunctionUrl = '', FunctionArn } = await lambda.send(
    new CreateFunctionUrlConfigCommand({ ...fn, Qualifier: 'live', AuthType: 'AWS_IAM' }),
  );
  const base = `${endpoint}/_aws/lambda-url/${new URL(FunctionUrl).hostname.split('.')[0]}`;
  assert.equal((await fetch(base)).status, 403);
  const command = new InvokeCommand({ FunctionName: 'x', Payload: Buffer.from('"signed"') });
  const { Payload } = await client(base, root).send(command);
  const event = JSON.parse(Buffer.from(Payload ?? []).toString());
  assert.equal(event.requestContext.authorizer.iam.accessKey, root.accessKeyId);
  assert.equal(event.headers.authorization, undefined);
  assert.equal(Buffer.from(event.body, 'base64').toString(), '"signed"');
  const forger = client(base, { ...root, secretAccessKey: 'x' });
  await assert.rejects(forger.send(command), { name: 'InvalidSignatureException' });
  const urls: unknown[] = [];
  for await (const page of paginateListFunctionUrlConfigs({ client: lambda, pageSize: 1 }, fn)) {
    urls.push(page.FunctionUrlConfigs?.map((url) => url.FunctionArn));
  }
  assert.deepEqual(urls, [[FunctionArn?.replace(/:live$/, '')], [FunctionArn]]);
}
