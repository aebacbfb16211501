import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Operations } from '#models/apigateway';
import { account, createApi, deployProxy, openApiGateway, refusalOf } from '../../apigateway.fixture.ts';

test('CreateRestApi answers AWS’s defaults', async () => {
  const { operate, clock } = await openApiGateway();
  const { id = '', rootResourceId = '', ...rest } = await operate('CreateRestApi', { name: 'my-rest-api' });
  assert.match(id, /^[a-z0-9]{10}$/);
  assert.match(rootResourceId, /^[a-z0-9]{10}$/);
  assert.deepEqual(shown(rest), {
    name: 'my-rest-api',
    createdDate: new Date(clock.now()).toISOString(),
    apiKeySource: 'HEADER',
    endpointConfiguration: { types: ['EDGE'], ipAddressType: 'ipv4' },
    disableExecuteApiEndpoint: false,
  });
});

test('CreateRestApi keeps what it is given; GetRestApi shows tags even when there are none', async () => {
  const { operate } = await openApiGateway();
  const given = {
    name: 'api',
    description: 'd',
    version: 'v1',
    binaryMediaTypes: ['image/png', 'image/png'],
    endpointConfiguration: { types: ['REGIONAL'], ipAddressType: 'dualstack' },
    tags: { team: 'blue' },
    disableExecuteApiEndpoint: true,
  };
  const created = await operate('CreateRestApi', given);
  assert.partialDeepStrictEqual(shown(created), { ...given, binaryMediaTypes: ['image/png'] });
  assert.deepEqual(shown(await operate('GetRestApi', { restApiId: created.id ?? '' })), shown(created));
  const bare = await operate('CreateRestApi', { name: 'bare' });
  assert.equal(bare.tags, undefined);
  assert.deepEqual((await operate('GetRestApi', { restApiId: bare.id ?? '' })).tags, {});
});

const refusals: readonly (readonly [
  Omit<Operations['CreateRestApi']['input'], 'name'>,
  number,
  string,
  string,
])[] = [
  [{ description: '' }, 400, 'BadRequestException', 'Description cannot be an empty string'],
  [
    { endpointConfiguration: { types: [] } },
    400,
    'BadRequestException',
    'REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.',
  ],
  [
    { endpointConfiguration: { types: ['EDGE', 'REGIONAL'] } },
    400,
    'BadRequestException',
    'Cannot create an api with multiple Endpoint Types.',
  ],
  [
    { endpointConfiguration: { types: ['PRIVATE'], ipAddressType: 'ipv4' } },
    400,
    'BadRequestException',
    'Only dualstack ipAddressType is supported for Private APIs.',
  ],
  [
    { description: '', endpointConfiguration: { types: ['PRIVATE'], ipAddressType: 'ipv4' } },
    400,
    'BadRequestException',
    'Description cannot be an empty string',
  ],
  [
    { endpointConfiguration: { types: ['PRIVATE'] } },
    501,
    'NotImplementedException',
    'endpointConfiguration.types PRIVATE is not implemented: there are no VPCs',
  ],
  [
    { apiKeySource: 'AUTHORIZER' },
    501,
    'NotImplementedException',
    'apiKeySource AUTHORIZER is not implemented: methods take no API keys',
  ],
  [{ tags: { 'aws:x': '1' } }, 400, 'BadRequestException', 'Invalid tag key specified: aws:x'],
];

for (const [input, ...expected] of refusals) {
  test(`CreateRestApi refuses ${JSON.stringify(input)} and stores nothing`, async () => {
    const { operate } = await openApiGateway();
    assert.deepEqual(await refusalOf(operate('CreateRestApi', { name: 'api', ...input })), expected);
    assert.deepEqual((await operate('GetRestApis', {})).items, []);
  });
}

test('an unknown API is named with its account, and ids are case-sensitive', async () => {
  const gateway = await openApiGateway();
  const { restApiId } = await createApi(gateway);
  const unknown = (id: string) => [
    404,
    'NotFoundException',
    `Invalid API identifier specified ${account}:${id}`,
  ];
  const upper = restApiId.toUpperCase();
  assert.deepEqual(await refusalOf(gateway.operate('GetRestApi', { restApiId: upper })), unknown(upper));
  assert.deepEqual(await refusalOf(gateway.operate('DeleteRestApi', { restApiId: 'nope' })), unknown('nope'));
  assert.deepEqual(await refusalOf(gateway.operate('GetResources', { restApiId: 'nope' })), unknown('nope'));
  assert.deepEqual(await refusalOf(gateway.operate('GetStages', { restApiId: 'nope' })), unknown('nope'));
});

test('GetRestApis pages through all APIs, each once', async () => {
  const gateway = await openApiGateway();
  const created: string[] = [];
  for (let count = 0; count < 5; count++) created.push((await createApi(gateway)).restApiId);
  const seen: string[] = [];
  let position: string | undefined;
  let pages = 0;
  do {
    const page = await gateway.operate('GetRestApis', { limit: 2, position });
    seen.push(...(page.items ?? []).map((item) => item.id ?? ''));
    position = page.position;
    pages++;
  } while (position !== undefined);
  assert.deepEqual([pages, seen], [3, created.toSorted()]);
  assert.deepEqual(shown(await gateway.operate('GetRestApis', { limit: 0 })), { items: [] });
  assert.deepEqual(shown(await gateway.operate('GetRestApis', { limit: -3 })), { items: [] });
  assert.deepEqual(await refusalOf(gateway.operate('GetRestApis', { position: 'no position' })), [
    400,
    'BadRequestException',
    'Invalid position parameter specified',
  ]);
});

test('DeleteRestApi leaves nothing in the store', async () => {
  const gateway = await openApiGateway();
  const restApiId = await deployProxy(gateway);
  await gateway.operate('DeleteRestApi', { restApiId });
  for (const bucket of ['rest-apis', 'rest-api-locations', 'rest-deployments']) {
    assert.deepEqual(await gateway.fabric.kv(bucket).scan([]), []);
  }
});

/** As the wire would show it. */
function shown(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer));
}
