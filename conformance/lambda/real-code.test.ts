/** Code that others wrote for AWS runs as functions: Powertools, middy, Express, Hono, the AWS SDK. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  APIGatewayClient,
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
} from '@aws-sdk/client-api-gateway';
import {
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { type LambentProcess, withFolder } from '../lambent-process.ts';
import { packageFiles } from '../package-files.ts';
import { putProxyMethod } from '../proxy-method.ts';
import { zipOf } from '../zip.ts';

type Deployed = { readonly arn: string; readonly name: string };

function clients({ endpoint }: LambentProcess) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const settings = { endpoint, region: 'us-east-1', credentials };
  return { lambda: new LambdaClient(settings), apigateway: new APIGatewayClient(settings) };
}

async function deploy(
  lambent: LambentProcess,
  name: string,
  source: string,
  packages: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Deployed> {
  const { lambda } = clients(lambent);
  const { FunctionArn = '' } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Role: 'arn:aws:iam::000000000000:role/r',
      Handler: 'index.handler',
      Timeout: 20,
      MemorySize: 512,
      Environment: { Variables: variables },
      Code: { ZipFile: await zipOf({ 'index.mjs': source }, { more: packageFiles(packages) }) },
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName: name });
  return { arn: FunctionArn, name };
}

async function invoke(lambent: LambentProcess, name: string, event: unknown) {
  const { lambda } = clients(lambent);
  const input = { FunctionName: name, LogType: 'Tail', Payload: JSON.stringify(event) } as const;
  const { Payload, FunctionError, LogResult = '' } = await lambda.send(new InvokeCommand(input));
  const text = Buffer.from(Payload ?? []).toString();
  assert.equal(FunctionError, undefined, text);
  return { result: JSON.parse(text), log: Buffer.from(LogResult, 'base64').toString() };
}

/** A REST API whose every path leads to the function. Returns where it answers. */
async function expose(lambent: LambentProcess, { arn }: Deployed): Promise<string> {
  const { apigateway } = clients(lambent);
  const api = await apigateway.send(new CreateRestApiCommand({ name: 'api' }));
  const proxy = await apigateway.send(
    new CreateResourceCommand({ restApiId: api.id, parentId: api.rootResourceId, pathPart: '{proxy+}' }),
  );
  await putProxyMethod(apigateway, { restApiId: api.id, resourceId: proxy.id, httpMethod: 'ANY' }, arn);
  await apigateway.send(new CreateDeploymentCommand({ restApiId: api.id, stageName: 'live' }));
  return `${lambent.endpoint}/_aws/execute-api/${api.id}/live`;
}

const observed = `
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy from '@middy/core';

const logger = new Logger({ serviceName: 'orders' });
const metrics = new Metrics({ namespace: 'shop', serviceName: 'orders' });
const tracer = new Tracer({ serviceName: 'orders' });

export const handler = middy()
  .use(captureLambdaHandler(tracer))
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics, { captureColdStartMetric: true }))
  .handler(async (event) => {
    metrics.addMetric('orders', 'Count', event.orders);
    logger.info('took orders', { orders: event.orders });
    return { orders: event.orders, traced: tracer.getRootXrayTraceId() };
  });
`;

test('Powertools logger, metrics and tracer in middy', () =>
  withFolder(async (folder, start) => {
    const lambent = await start(folder);
    const packages = ['logger', 'metrics', 'tracer'].map((name) => `@aws-lambda-powertools/${name}`);
    await deploy(lambent, 'observed', observed, [...packages, '@middy/core']);
    const { result, log } = await invoke(lambent, 'observed', { orders: 3 });
    assert.equal(result.orders, 3);
    assert.match(result.traced, /^1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    const lines = log.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
    const message = lines.find((line) => line.message === 'took orders');
    assert.equal(message.service, 'orders');
    assert.equal(message.function_name, 'observed');
    assert.equal(message.function_memory_size, '512');
    assert.equal(message.cold_start, true);
    assert.match(message.function_arn, /:function:observed$/);
    assert.match(message.function_request_id, /^[0-9a-f-]{36}$/);
    assert.equal(message.xray_trace_id, result.traced);
    const embedded = lines.find((line) => line.orders === 3 && '_aws' in line);
    assert.equal(embedded._aws.CloudWatchMetrics[0].Namespace, 'shop');
    assert.ok(lines.some((line) => line.ColdStart === 1));
  }));

const routed = `
import { Router } from '@aws-lambda-powertools/event-handler/http';
const app = new Router();
app.get('/users/:id', async ({ params }) => ({ id: params.id }));
export const handler = async (event, context) => app.resolve(event, context);
`;

const express = `
import express from 'express';
import serverlessExpress from '@codegenie/serverless-express';
const app = express();
app.use(express.json());
app.post('/echo/:name', (request, response) => {
  response.status(201).set('x-name', request.params.name).cookie('a', '1');
  response.json({ body: request.body, query: request.query, path: request.path });
});
app.get('/image', (_request, response) => response.type('png').send(Buffer.from([137, 80, 0, 255])));
app.use((_request, response) => response.status(404).send('nothing here'));
export const handler = serverlessExpress({ app });
`;

const hono = `
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
const app = new Hono();
app.get('/hello/:name', (c) => c.text('Hello ' + c.req.param('name') + ' from ' + c.env.lambdaContext.functionName));
app.notFound((c) => c.json({ nothing: new URL(c.req.url).pathname }, 404));
export const handler = handle(app);
`;

test('the Powertools event handler, Express and Hono behind REST APIs', () =>
  withFolder(async (folder, start) => {
    const lambent = await start(folder);
    const [router, app, small] = await Promise.all([
      deploy(lambent, 'routed', routed, ['@aws-lambda-powertools/event-handler']),
      deploy(lambent, 'express', express, ['express', '@codegenie/serverless-express']),
      deploy(lambent, 'hono', hono, ['hono']),
    ]);
    const user = await fetch(`${await expose(lambent, router)}/users/7`);
    assert.deepEqual([user.status, await user.json()], [200, { id: '7' }]);

    const url = await expose(lambent, app);
    const echoed = await fetch(`${url}/echo/me?a=1&a=2`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'grüße' }),
    });
    assert.equal(echoed.status, 201);
    assert.equal(echoed.headers.get('x-name'), 'me');
    assert.match(echoed.headers.get('set-cookie') ?? '', /^a=1; Path=\//);
    assert.deepEqual(await echoed.json(), {
      body: { text: 'grüße' },
      query: { a: ['1', '2'] },
      path: '/echo/me',
    });
    const nowhere = await fetch(`${url}/nowhere`);
    assert.deepEqual([nowhere.status, await nowhere.text()], [404, 'nothing here']);

    const honoUrl = await expose(lambent, small);
    assert.equal(await (await fetch(`${honoUrl}/hello/you`)).text(), 'Hello you from hono');
    const missing = await fetch(`${honoUrl}/missing`);
    assert.deepEqual([missing.status, await missing.json()], [404, { nothing: '/missing' }]);
  }));

const caller = `
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
const lambda = new LambdaClient({});
const sts = new STSClient({});
export const handler = async (event) => {
  if (event.leaf) return { leaf: event.leaf };
  const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
  const input = { FunctionName: process.env.AWS_LAMBDA_FUNCTION_NAME, Payload: JSON.stringify({ leaf: 'x' }) };
  const { Payload } = await lambda.send(new InvokeCommand(input));
  return { Arn, answer: JSON.parse(Buffer.from(Payload).toString()) };
};
`;

test('the AWS SDK inside a function calls this Lambent without being told where it is', () =>
  withFolder(async (folder, start) => {
    const lambent = await start(folder);
    await deploy(lambent, 'caller', caller, ['@aws-sdk/client-lambda', '@aws-sdk/client-sts']);
    const { result } = await invoke(lambent, 'caller', {});
    assert.deepEqual(result.answer, { leaf: 'x' });
    assert.match(result.Arn, /^arn:aws:/);
  }));
