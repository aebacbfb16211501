import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Operations } from '#models/apigateway';
import { createApi, openApiGateway, requestOf } from '../../apigateway.fixture.ts';

type Integration = Partial<Operations['PutIntegration']['input']>;
type Response = Partial<Operations['PutIntegrationResponse']['input']> & { readonly statusCode: string };

/** Deploys a mock method on the root and returns how to ask it. */
async function deployMock(integration: Integration, responses: readonly Response[], httpMethod = 'ANY') {
  const gateway = await openApiGateway();
  const { restApiId, rootResourceId } = await createApi(gateway);
  const method = { restApiId, resourceId: rootResourceId, httpMethod };
  await gateway.operate('PutMethod', { ...method, authorizationType: 'NONE' });
  await gateway.operate('PutIntegration', { ...method, type: 'MOCK', ...integration });
  for (const response of responses) {
    const headers = Object.keys(response.responseParameters ?? {});
    const responseParameters = Object.fromEntries(headers.map((header) => [header, false]));
    await gateway.operate('PutMethodResponse', {
      ...method,
      statusCode: response.statusCode,
      responseParameters,
    });
    await gateway.operate('PutIntegrationResponse', { ...method, ...response });
  }
  await gateway.operate('CreateDeployment', { restApiId, stageName: 'Prod' });
  return (verb = 'GET', headers: readonly string[] = [], body = '') =>
    gateway.serve(requestOf(verb, `/_aws/execute-api/${restApiId}/Prod`, { headers, body }));
}

const template = { requestTemplates: { 'application/json': '{"statusCode": 200}' } };

test('the CORS pattern: OPTIONS with literal headers', async () => {
  const ask = await deployMock(
    { requestTemplates: { 'application/json': '{ statusCode: 200 }' } },
    [
      {
        statusCode: '204',
        responseParameters: {
          'method.response.header.Access-Control-Allow-Origin': "'*'",
          'method.response.header.Access-Control-Allow-Methods': "'GET,OPTIONS'",
        },
      },
    ],
    'OPTIONS',
  );
  const { status, headers, body } = await ask('OPTIONS', ['Origin', 'https://example.com']);
  assert.deepEqual([status, body], [204, '']);
  assert.equal(headers['access-control-allow-origin'], '*');
  assert.equal(headers['access-control-allow-methods'], 'GET,OPTIONS');
  assert.equal(headers['content-type'], 'application/json');
  assert.match(headers['x-amz-apigw-id'] ?? '', /=$/);
  assert.equal(headers['x-amzn-trace-id'], undefined);
});

test('a status selects a response by its pattern, which must match the whole of it', async () => {
  const byStatus = (statusCode: number) =>
    deployMock({ requestTemplates: { 'application/json': `{"statusCode": ${statusCode}}` } }, [
      { statusCode: '500', selectionPattern: '50' },
      {
        statusCode: '404',
        selectionPattern: '4\\d{2}',
        responseTemplates: { 'application/json': 'not found' },
      },
      { statusCode: '200', selectionPattern: '', responseTemplates: { 'application/json': '{"id": 42}' } },
    ]);
  assert.deepEqual(await statusAndBody(await byStatus(404)), [404, 'not found']);
  assert.deepEqual(await statusAndBody(await byStatus(500)), [200, '{"id": 42}']);
  assert.deepEqual(await statusAndBody(await byStatus(12345)), [200, '{"id": 42}']);
});

test('no response matches and there is no default: 500', async () => {
  const ask = await deployMock(template, [{ statusCode: '404', selectionPattern: '404' }]);
  assert.deepEqual(await statusAndBody(ask), [500, '{"message": "Internal server error"}']);
});

test('a template without an integer status: 500', async () => {
  const ask = await deployMock({ requestTemplates: { 'application/json': '{"statusCode": "200"}' } }, [
    { statusCode: '200' },
  ]);
  assert.deepEqual(await statusAndBody(ask), [500, '{"message": "Internal server error"}']);
});

test('the request template is chosen by content type, and passthroughBehavior says what happens without one', async () => {
  const responses = [{ statusCode: '200' }, { statusCode: '201', selectionPattern: '201' }];
  const statuses = async (integration: Integration) => {
    const ask = await deployMock(integration, responses);
    const xml = ['Content-Type', 'application/xml'];
    return [
      (await ask('POST', [], '{"statusCode":201}')).status,
      (await ask('POST', xml, '{"statusCode":201}')).status,
    ];
  };
  assert.deepEqual(await statuses(template), [200, 201]);
  assert.deepEqual(await statuses({}), [201, 201]);
  assert.deepEqual(await statuses({ passthroughBehavior: 'WHEN_NO_TEMPLATES' }), [201, 201]);
  assert.deepEqual(await statuses({ ...template, passthroughBehavior: 'WHEN_NO_TEMPLATES' }), [200, 415]);
  assert.deepEqual(await statuses({ passthroughBehavior: 'NEVER' }), [415, 415]);
  assert.deepEqual(
    await statuses({ requestTemplates: { $default: '{"statusCode": 200}' }, passthroughBehavior: 'NEVER' }),
    [200, 200],
  );
});

test('a missing template: 415 Unsupported Media Type', async () => {
  const ask = await deployMock({ passthroughBehavior: 'NEVER' }, [{ statusCode: '200' }]);
  const { status, body, headers } = await ask('POST', ['Content-Type', 'text/plain'], 'x');
  assert.deepEqual([status, body], [415, '{"message":"Unsupported Media Type"}']);
  assert.equal(headers['x-amzn-errortype'], 'BadRequestException');
});

test('the response template is chosen by Accept', async () => {
  const responseTemplates = { 'text/plain': 'text', 'application/json': '{"a":1}' };
  const ask = await deployMock(template, [{ statusCode: '200', responseTemplates }]);
  assert.equal((await ask('GET', ['Accept', 'text/plain;q=1'])).body, 'text');
  assert.equal((await ask('GET', ['Accept', 'image/png'])).body, '{"a":1}');
  assert.equal((await ask()).body, '{"a":1}');
});

async function statusAndBody(ask: Awaited<ReturnType<typeof deployMock>>) {
  const { status, body } = await ask();
  return [status, body];
}
