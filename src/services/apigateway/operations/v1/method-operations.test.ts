import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Operations } from '#models/apigateway';
import { createApi, openApiGateway, refusalOf } from '../../apigateway.fixture.ts';

type Input = Operations['PutMethod']['input'];

async function openRoot() {
  const gateway = await openApiGateway();
  const { restApiId, rootResourceId: resourceId } = await createApi(gateway);
  const put = (input: Partial<Input> = {}) =>
    gateway.operate('PutMethod', {
      restApiId,
      resourceId,
      httpMethod: 'GET',
      authorizationType: 'NONE',
      ...input,
    });
  return { ...gateway, restApiId, resourceId, put };
}

test('PutMethod answers AWS’s defaults, GetMethod the same', async () => {
  const { operate, restApiId, resourceId, put } = await openRoot();
  const expected = { httpMethod: 'ANY', authorizationType: 'NONE', apiKeyRequired: false };
  assert.deepEqual(shown(await put({ httpMethod: 'ANY' })), expected);
  assert.deepEqual(shown(await operate('GetMethod', { restApiId, resourceId, httpMethod: 'ANY' })), expected);
});

test('PutMethod keeps its declarations', async () => {
  const declarations = {
    operationName: 'GetPet',
    requestParameters: { 'method.request.path.id': true, 'method.request.querystring.q': false },
    requestModels: { 'application/json': 'Empty' },
  };
  const { put } = await openRoot();
  assert.partialDeepStrictEqual(shown(await put(declarations)), declarations);
});

const refusals: readonly (readonly [string, Partial<Input>, number, string, string])[] = [
  [
    'an unknown API',
    { restApiId: 'nope' },
    404,
    'NotFoundException',
    'Invalid Resource identifier specified',
  ],
  [
    'an unknown resource',
    { resourceId: 'nope' },
    404,
    'NotFoundException',
    'Invalid Resource identifier specified',
  ],
  [
    'a verb that is none',
    { httpMethod: 'WRONG' },
    400,
    'BadRequestException',
    'Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY',
  ],
  [
    'an authorizer that is missing',
    { authorizationType: 'CUSTOM' },
    400,
    'BadRequestException',
    'Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.',
  ],
  [
    'IAM authorization',
    { authorizationType: 'AWS_IAM' },
    501,
    'NotImplementedException',
    'authorizationType AWS_IAM is not implemented: methods are open or not created',
  ],
  [
    'an authorization type that is none',
    { authorizationType: 'none' },
    400,
    'BadRequestException',
    'Invalid authorization type specified: none',
  ],
  [
    'API keys',
    { apiKeyRequired: true },
    501,
    'NotImplementedException',
    'apiKeyRequired is not implemented: methods take no API keys',
  ],
  [
    'an unknown model',
    { requestModels: { 'application/json': 'petModel' } },
    400,
    'BadRequestException',
    'Invalid model identifier specified: petModel',
  ],
  [
    'one parameter name in two places',
    { requestParameters: { 'method.request.header.a': true, 'method.request.path.a': true } },
    400,
    'BadRequestException',
    'Parameter names must be unique across querystring, header and path',
  ],
];

for (const [name, input, ...expected] of refusals) {
  test(`PutMethod refuses ${name} and stores nothing`, async () => {
    const { operate, restApiId, put } = await openRoot();
    assert.deepEqual(await refusalOf(put(input)), expected);
    assert.equal((await operate('GetResources', { restApiId })).items?.[0]?.resourceMethods, undefined);
  });
}

test('a method that is there is not put again', async () => {
  const { put } = await openRoot();
  await put();
  assert.deepEqual(await refusalOf(put()), [
    409,
    'ConflictException',
    'Method already exists for this resource',
  ]);
});

test('DeleteMethod deletes it; an unknown method is named as such', async () => {
  const { operate, restApiId, resourceId, put } = await openRoot();
  await put();
  const name = { restApiId, resourceId, httpMethod: 'GET' };
  await operate('DeleteMethod', name);
  const expected = [404, 'NotFoundException', 'Invalid Method identifier specified'];
  assert.deepEqual(await refusalOf(operate('GetMethod', name)), expected);
  assert.deepEqual(await refusalOf(operate('DeleteMethod', name)), expected);
  assert.deepEqual(await refusalOf(operate('GetMethod', { ...name, httpMethod: 'constructor' })), expected);
});

test('method responses are declared once, shown with the method, and deleted', async () => {
  const { operate, restApiId, resourceId, put } = await openRoot();
  await put();
  const name = { restApiId, resourceId, httpMethod: 'GET', statusCode: '200' };
  const parameters = { responseParameters: { 'method.response.header.x': true } };
  const expected = { statusCode: '200', ...parameters };
  assert.deepEqual(shown(await operate('PutMethodResponse', { ...name, ...parameters })), expected);
  assert.deepEqual(shown(await operate('GetMethodResponse', name)), expected);
  assert.deepEqual(shown((await operate('GetMethod', name)).methodResponses), { '200': expected });
  assert.deepEqual(await refusalOf(operate('PutMethodResponse', name)), [
    409,
    'ConflictException',
    'Response already exists for this resource',
  ]);
  await operate('DeleteMethodResponse', name);
  const unknown = [404, 'NotFoundException', 'Invalid Response status code specified'];
  assert.deepEqual(await refusalOf(operate('GetMethodResponse', name)), unknown);
  assert.deepEqual(await refusalOf(operate('DeleteMethodResponse', name)), unknown);
});

function shown(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer));
}
