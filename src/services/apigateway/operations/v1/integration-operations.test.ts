import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Operations } from '#models/apigateway';
import {
  createApi,
  functionArn,
  functionUri,
  openApiGateway,
  refusalOf,
  region,
} from '../../apigateway.fixture.ts';

type Input = Operations['PutIntegration']['input'];

async function openMethod() {
  const gateway = await openApiGateway();
  const { restApiId, rootResourceId: resourceId } = await createApi(gateway);
  const name = { restApiId, resourceId, httpMethod: 'GET' };
  await gateway.operate('PutMethod', { ...name, authorizationType: 'NONE' });
  const put = (input: Partial<Input>) =>
    gateway.operate('PutIntegration', { ...name, type: 'AWS_PROXY', ...input });
  return { ...gateway, name, put };
}

const proxy = { integrationHttpMethod: 'POST', uri: functionUri };

test('PutIntegration of a function answers AWS’s defaults; the function need not exist', async () => {
  const { operate, name, put } = await openMethod();
  const expected = {
    type: 'AWS_PROXY',
    httpMethod: 'POST',
    uri: functionUri,
    passthroughBehavior: 'WHEN_NO_MATCH',
    timeoutInMillis: 29_000,
    cacheNamespace: name.resourceId,
    cacheKeyParameters: [],
  };
  assert.deepEqual(shown(await put(proxy)), expected);
  assert.deepEqual(shown(await operate('GetIntegration', name)), expected);
  assert.deepEqual(shown((await operate('GetMethod', name)).methodIntegration), expected);
});

test('PutIntegration of a mock has neither method nor URI', async () => {
  const { name, put } = await openMethod();
  const requestTemplates = { 'application/json': '{"statusCode": 200}' };
  assert.deepEqual(shown(await put({ type: 'MOCK', requestTemplates })), {
    type: 'MOCK',
    passthroughBehavior: 'WHEN_NO_MATCH',
    timeoutInMillis: 29_000,
    cacheNamespace: name.resourceId,
    cacheKeyParameters: [],
    requestTemplates,
  });
});

const gateway = `arn:aws:apigateway:${region}`;
const onlyLambda =
  "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.";
const bad = (message: string) => [400, 'BadRequestException', message] as const;
const notImplemented = (message: string) => [501, 'NotImplementedException', message] as const;

const refusals: readonly (readonly [Partial<Input>, readonly [number, string, string]])[] = [
  [{ uri: functionUri }, bad('Enumeration value for HttpMethod must be non-empty')],
  [{ type: 'HTTP' }, bad('Enumeration value for HttpMethod must be non-empty')],
  ...['HTTP', 'HTTP_PROXY', 'AWS'].map(
    (type) =>
      [
        { ...proxy, type },
        notImplemented(`Integrations of type ${type} are not implemented, AWS_PROXY and MOCK are`),
      ] as const,
  ),
  [{ ...proxy, uri: undefined }, bad('Invalid ARN specified in the request')],
  [{ ...proxy, uri: 'lambda:wrong' }, bad('Invalid ARN specified in the request')],
  [{ ...proxy, uri: functionArn }, bad('AWS ARN for integration must contain path or action')],
  [
    { ...proxy, uri: `${gateway}:lambda:test/2015-03-31` },
    bad('AWS ARN for integration must contain path or action'),
  ],
  [{ ...proxy, uri: `${gateway}:s3:path/b/k` }, bad(onlyLambda)],
  [{ ...proxy, uri: `${gateway}:firehose:path/x` }, bad(onlyLambda)],
  [{ ...proxy, uri: `${gateway}:lambda:path/2015-03-31/functions/my-function/invocations` }, bad(onlyLambda)],
  [
    { ...proxy, uri: `${gateway}:firehose:action/PutRecord` },
    notImplemented('AWS_PROXY integrations with Firehose are not implemented'),
  ],
  [
    {
      ...proxy,
      uri: `${gateway}:lambda:path/2021-11-15/functions/${functionArn}/response-streaming-invocations`,
    },
    notImplemented('AWS_PROXY integrations that stream their response are not implemented'),
  ],
  [
    { ...proxy, connectionType: 'VPC_LINK' },
    notImplemented('connectionType VPC_LINK is not implemented: there are no VPCs'),
  ],
  [
    { ...proxy, responseTransferMode: 'STREAM' },
    notImplemented('responseTransferMode STREAM is not implemented'),
  ],
  [{ ...proxy, timeoutInMillis: 49 }, bad('Timeout should be between 50 ms and 29000 ms')],
  [{ ...proxy, timeoutInMillis: 29_001 }, bad('Timeout should be between 50 ms and 29000 ms')],
  [
    { type: 'MOCK', passthroughBehavior: 'SOMETIMES' },
    bad('Invalid passthrough behavior specified: SOMETIMES'),
  ],
  [
    { type: 'MOCK', requestTemplates: { '123': '{}' } },
    bad('Validation Result: warnings : [], errors : [Invalid content type specified: 123]'),
  ],
  [
    { type: 'MOCK', requestTemplates: { 'application/json': '#set($x = 1){"statusCode": 200}' } },
    notImplemented(
      'requestTemplates with VTL (Velocity template language) is not implemented, only literal text is: application/json',
    ),
  ],
];

for (const [input, expected] of refusals) {
  test(`PutIntegration refuses ${JSON.stringify(input)} and stores nothing`, async () => {
    const { operate, name, put } = await openMethod();
    assert.deepEqual(await refusalOf(put(input)), expected);
    assert.deepEqual(await refusalOf(operate('GetIntegration', name)), [
      404,
      'NotFoundException',
      'Invalid Integration identifier specified',
    ]);
  });
}

test('what an integration belongs to must be there', async () => {
  const { operate, name } = await openMethod();
  const cases = [
    [{ restApiId: 'nope' }, 'Invalid Resource identifier specified'],
    [{ resourceId: 'nope' }, 'Invalid Resource identifier specified'],
    [{ httpMethod: 'POST' }, 'Invalid Method identifier specified'],
  ] as const;
  for (const [other, message] of cases) {
    const expected = [404, 'NotFoundException', message];
    assert.deepEqual(await refusalOf(operate('GetIntegration', { ...name, ...other })), expected);
    assert.deepEqual(
      await refusalOf(operate('PutIntegration', { ...name, type: 'MOCK', ...other })),
      expected,
    );
  }
});

test('an integration response is set, replaced, shown with its integration and deleted', async () => {
  const { operate, name, put } = await openMethod();
  await put({ type: 'MOCK' });
  const response = { ...name, statusCode: '200' };
  const first = { selectionPattern: '', responseTemplates: { 'application/json': '"created"' } };
  assert.deepEqual(shown(await operate('PutIntegrationResponse', { ...response, ...first })), {
    statusCode: '200',
    ...first,
  });
  const second = { statusCode: '200', selectionPattern: '2\\d{2}', responseTemplates: {} };
  await operate('PutIntegrationResponse', { ...response, ...second });
  assert.deepEqual(shown(await operate('GetIntegrationResponse', response)), second);
  assert.deepEqual(shown((await operate('GetIntegration', name)).integrationResponses), { '200': second });
  await operate('DeleteIntegrationResponse', response);
  const unknown = [404, 'NotFoundException', 'Invalid Response status code specified'];
  assert.deepEqual(await refusalOf(operate('GetIntegrationResponse', response)), unknown);
  assert.deepEqual(await refusalOf(operate('DeleteIntegrationResponse', response)), unknown);
  assert.deepEqual(
    await refusalOf(operate('DeleteIntegrationResponse', { ...response, httpMethod: 'PUT' })),
    [404, 'NotFoundException', 'Invalid Integration identifier specified'],
  );
});

test('an integration response needs an integration', async () => {
  const { operate, name } = await openMethod();
  const expected = [404, 'NotFoundException', 'Invalid Integration identifier specified'];
  const response = { ...name, statusCode: '200' };
  assert.deepEqual(await refusalOf(operate('PutIntegrationResponse', response)), expected);
  assert.deepEqual(await refusalOf(operate('GetIntegrationResponse', response)), expected);
});

const header = 'method.response.header.X';
const inForm = (error: string) =>
  bad(`Invalid mapping expression specified: Validation Result: warnings : [], errors : [${error}]`);

const responseRefusals: readonly (readonly [
  Partial<Operations['PutIntegrationResponse']['input']>,
  readonly [number, string, string],
])[] = [
  [{ selectionPattern: '(' }, bad('Invalid selection pattern specified: (')],
  [
    { responseTemplates: { '123': '' } },
    bad('Validation Result: warnings : [], errors : [Invalid content type specified: 123]'),
  ],
  [
    { responseTemplates: { 'application/json': '{"id": "$input.params(\'id\')"}' } },
    notImplemented(
      'responseTemplates with VTL (Velocity template language) is not implemented, only literal text is: application/json',
    ),
  ],
  [
    { statusCode: '500', responseParameters: { [header]: "'x'" } },
    inForm('No method response exists for method.'),
  ],
  [
    { responseParameters: { 'method.response.header.Y': "'x'" } },
    inForm('Invalid mapping expression parameter specified: method.response.header.Y'),
  ],
  [{ responseParameters: { [header]: 'true' } }, inForm('Invalid mapping expression specified: true')],
  [
    { responseParameters: { [header]: 'context.requestId' } },
    notImplemented(
      'responseParameters with context.requestId is not implemented, only literals in single quotes are',
    ),
  ],
];

for (const [input, expected] of responseRefusals) {
  test(`PutIntegrationResponse refuses ${JSON.stringify(input)} and stores nothing`, async () => {
    const { operate, name, put } = await openMethod();
    await put({ type: 'MOCK' });
    await operate('PutMethodResponse', {
      ...name,
      statusCode: '200',
      responseParameters: { [header]: false },
    });
    const refused = operate('PutIntegrationResponse', { ...name, statusCode: '200', ...input });
    assert.deepEqual(await refusalOf(refused), expected);
    assert.equal((await operate('GetIntegration', name)).integrationResponses, undefined);
  });
}

test('text with a lone $ or # is no template language', async () => {
  const { operate, name, put } = await openMethod();
  await put({ type: 'MOCK' });
  const responseTemplates = { 'text/plain': 'item # 1 costs $5, 100$' };
  const answer = await operate('PutIntegrationResponse', { ...name, statusCode: '200', responseTemplates });
  assert.deepEqual(answer.responseTemplates, responseTemplates);
});

test('DeleteIntegration deletes it', async () => {
  const { operate, name, put } = await openMethod();
  await put(proxy);
  await operate('DeleteIntegration', name);
  const expected = [404, 'NotFoundException', 'Invalid Integration identifier specified'];
  assert.deepEqual(await refusalOf(operate('GetIntegration', name)), expected);
  assert.deepEqual(await refusalOf(operate('DeleteIntegration', name)), expected);
});

function shown(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer));
}
