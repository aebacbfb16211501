import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '#ambient';
import { memoryFabric } from '#fabric';
import { AwsError, BodyTooLarge } from '#wire';
import {
  account,
  deployProxy,
  FunctionFailure,
  functionArn,
  functionUri,
  type Invoked,
  openApiGateway,
  region,
  requestOf,
} from '../apigateway.fixture.ts';

const internalError = '{"message": "Internal server error"}';

test('an invocation reaches the function by every form of the URL', async () => {
  const seen: Invoked[] = [];
  const gateway = await openApiGateway((invoked) => {
    seen.push(invoked);
    return { statusCode: 200, body: 'The API Gateway REST API console is great!' };
  });
  const apiId = await deployProxy(gateway, { path: ['{proxy+}'] });
  const requests = [
    requestOf('GET', '/Prod/a', { host: `${apiId}.execute-api.localhost:4566` }),
    requestOf('GET', '/Prod/a', { host: `${apiId}.execute-api.us-east-1.amazonaws.com` }),
    requestOf('GET', `/_aws/execute-api/${apiId}/Prod/a`),
    requestOf('GET', `/_aws/execute-api/${apiId.toUpperCase()}/Prod/a`),
    requestOf('GET', `/restapis/${apiId}/Prod/_user_request_/a`),
  ];
  for (const request of requests) {
    assert.equal(gateway.door.claims(request), true);
    const { status, body } = await gateway.serve(request);
    assert.deepEqual([status, body], [200, 'The API Gateway REST API console is great!']);
  }
  assert.deepEqual(
    seen.map(({ event, functionName }) => [functionName, event.path, event.resource]),
    requests.map(() => [functionArn, '/a', '/{proxy+}']),
  );
});

test('the door leaves other requests alone, and lets web pages in', async () => {
  const { door } = await openApiGateway();
  assert.equal(door.claims(requestOf('GET', '/restapis')), false);
  assert.equal(door.claims(requestOf('GET', '/restapis/abc/resources')), false);
  assert.equal(door.pages, 'any-origin');
});

test('an answer bears the request’s names, and the trace that Lambda was called with', async () => {
  let traceId: string | undefined;
  const gateway = await openApiGateway(({ context }) => {
    traceId = context.traceId;
    return {};
  });
  const apiId = await deployProxy(gateway);
  const { headers } = await gateway.serve(requestOf('GET', `/_aws/execute-api/${apiId}/Prod`));
  assert.equal(headers['x-amzn-requestid'], '11111111-2222-4333-8444-555555555555');
  assert.match(headers['x-amz-apigw-id'] ?? '', /^[A-Za-z0-9_-]{15}=$/);
  assert.match(
    headers['x-amzn-trace-id'] ?? '',
    /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/,
  );
  assert.equal(headers['x-amzn-trace-id'], traceId);
  assert.equal(headers['content-type'], 'application/json');
});

test('Lambda is called as API Gateway on behalf of the configured method', async () => {
  let invoked: Invoked | undefined;
  const gateway = await openApiGateway((given) => {
    invoked = given;
    return {};
  });
  const apiId = await deployProxy(gateway, { path: ['pets', '{id}'], method: 'GET' });
  await gateway.serve(requestOf('GET', `/_aws/execute-api/${apiId}/Prod/pets/1`));
  assert.deepEqual(invoked?.context.caller, {
    type: 'service',
    account,
    arn: 'apigateway.amazonaws.com',
    userId: 'apigateway.amazonaws.com',
    sourceArn: `arn:aws:execute-api:${region}:${account}:${apiId}/Prod/GET/pets/{id}`,
    verified: true,
  });
  assert.equal(invoked?.context.region, region);
  assert.notEqual(invoked?.context.requestId, '11111111-2222-4333-8444-555555555555');
});

test('an ANY method appears as * in the source ARN', async () => {
  let sourceArn: string | undefined;
  const gateway = await openApiGateway(({ context }) => {
    sourceArn = context.caller.sourceArn;
    return {};
  });
  const apiId = await deployProxy(gateway);
  await gateway.serve(requestOf('PATCH', `/_aws/execute-api/${apiId}/Prod/`));
  assert.equal(sourceArn, `arn:aws:execute-api:${region}:${account}:${apiId}/Prod/*/`);
});

test('an unknown API or stage: 403 Forbidden', async () => {
  const gateway = await openApiGateway();
  const apiId = await deployProxy(gateway);
  for (const path of [
    `/_aws/execute-api/${apiId}/nope`,
    `/_aws/execute-api/${apiId}`,
    '/_aws/execute-api/nope/Prod',
  ]) {
    const { status, body, headers } = await gateway.serve(requestOf('GET', path));
    assert.deepEqual([status, body], [403, '{"message":"Forbidden"}']);
    assert.equal(headers['x-amzn-errortype'], 'ForbiddenException');
  }
});

test('no resource or no method: 403 Missing Authentication Token', async () => {
  const gateway = await openApiGateway();
  const apiId = await deployProxy(gateway, { path: ['pets'], method: 'GET' });
  for (const [method, path] of [
    ['GET', 'cats'],
    ['POST', 'pets'],
    ['GET', ''],
  ] as const) {
    const answer = await gateway.serve(requestOf(method, `/_aws/execute-api/${apiId}/Prod/${path}`));
    assert.deepEqual([answer.status, answer.body], [403, '{"message":"Missing Authentication Token"}']);
    assert.equal(answer.headers['x-amzn-errortype'], 'MissingAuthenticationTokenException');
    assert.equal(answer.headers['content-type'], 'application/json');
    assert.equal(answer.headers['x-amzn-trace-id'], undefined);
  }
});

test('no route, and an Authorization header that is no signature: IncompleteSignatureException', async () => {
  const gateway = await openApiGateway();
  const apiId = await deployProxy(gateway, { path: ['pets'] });
  const ask = (authorization: string) =>
    gateway.serve(
      requestOf('GET', `/_aws/execute-api/${apiId}/Prod/x`, { headers: ['Authorization', authorization] }),
    );
  const bearer = await ask('Bearer abc');
  assert.equal(bearer.headers['x-amzn-errortype'], 'IncompleteSignatureException');
  assert.match(
    bearer.body,
    /^\{"message":"Invalid key=value pair \(missing equal-sign\) in Authorization header \(hashed/,
  );
  assert.match((await ask('Basic YQ==')).body, /requires 'Credential' parameter\..*Authorization=Basic"\}$/);
  assert.match((await ask('AWS4-HMAC-SHA256 Credential=x')).body, /Missing Authentication Token/);
});

test('a function that fails, returns nonsense, or cannot be invoked: 502', async () => {
  const failures: readonly (() => unknown)[] = [
    () => new FunctionFailure(),
    () => 'a string',
    () => null,
    () => ({ statusCode: 200, body: { not: 'text' } }),
    () => {
      throw new AwsError('ResourceNotFoundException', `Function not found: ${functionArn}`, 404);
    },
    () => {
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    },
  ];
  for (const failure of failures) {
    const gateway = await openApiGateway(failure);
    const apiId = await deployProxy(gateway);
    const { status, body, headers } = await gateway.serve(
      requestOf('GET', `/_aws/execute-api/${apiId}/Prod`),
    );
    assert.deepEqual([status, body], [502, internalError]);
    assert.equal(headers['x-amzn-errortype'], 'InternalServerErrorException');
  }
});

test('a function that the API may not invoke: 500', async () => {
  const gateway = await openApiGateway(() => {
    throw new AwsError('AccessDeniedException', 'no resource-based policy allows it', 403);
  });
  const apiId = await deployProxy(gateway);
  const { status, body } = await gateway.serve(requestOf('GET', `/_aws/execute-api/${apiId}/Prod`));
  assert.deepEqual([status, body], [500, internalError]);
});

test('a bug of ours: 500 without a word of it, and a line in the log', async () => {
  const gateway = await openApiGateway(() => {
    throw new TypeError('secret detail');
  });
  const apiId = await deployProxy(gateway);
  const { status, body } = await gateway.serve(requestOf('GET', `/_aws/execute-api/${apiId}/Prod`));
  assert.deepEqual([status, body], [500, internalError]);
  assert.deepEqual(gateway.log, ['an API invocation failed']);
});

test('what audit would refuse is on the answer each time, also on an error, and in the log once', async () => {
  const gateway = await openApiGateway(({ context, event }) => {
    context.wouldDeny('not permitted');
    return event.path === '/' ? {} : 'nonsense';
  });
  const apiId = await deployProxy(gateway, { path: ['{proxy+}'] });
  for (const path of ['a', 'b']) {
    const { headers } = await gateway.serve(requestOf('GET', `/_aws/execute-api/${apiId}/Prod/${path}`));
    assert.equal(headers['x-lambent-would-deny'], 'not permitted');
  }
  assert.equal(gateway.log.filter((line) => line.includes('not permitted')).length, 1);
});

test('an integration that takes too long: 504 after its own timeout', async () => {
  const gateway = await openApiGateway(() => new Promise(() => {}));
  const apiId = await deployProxy(gateway, { integration: { timeoutInMillis: 5_000 } });
  const answering = gateway.serve(requestOf('GET', `/_aws/execute-api/${apiId}/Prod`));
  // Lets the request reach its function before time moves.
  await gateway.clock.advance(0);
  await gateway.clock.advance(4_999);
  assert.equal(gateway.clock.pending, 1);
  await gateway.clock.advance(1);
  const { status, body, headers } = await answering;
  assert.deepEqual([status, body], [504, '{"message": "Endpoint request timed out"}']);
  assert.equal(headers['x-amzn-errortype'], 'InternalServerErrorException');
});

test('an answer in time leaves no timer behind', async () => {
  const gateway = await openApiGateway();
  const apiId = await deployProxy(gateway);
  await gateway.serve(requestOf('GET', `/_aws/execute-api/${apiId}/Prod`));
  assert.equal(gateway.clock.pending, 0);
});

test('a body of more than 10 MB: 413, and the function is not called', async () => {
  let calls = 0;
  const gateway = await openApiGateway(() => {
    calls++;
    return {};
  });
  const apiId = await deployProxy(gateway);
  const request = {
    ...requestOf('POST', `/_aws/execute-api/${apiId}/Prod`),
    readBody: (bytesMax: number) => Promise.reject(new BodyTooLarge(bytesMax)),
  };
  const { status, body } = await gateway.serve(request);
  assert.deepEqual([status, body, calls], [413, '{"message":"Request Entity Too Large"}', 0]);
});

test('a URL or headers beyond the quota: 414 and 431', async () => {
  const gateway = await openApiGateway();
  const apiId = await deployProxy(gateway);
  const long = 'a'.repeat(10_240);
  const url = await gateway.serve(requestOf('GET', `/_aws/execute-api/${apiId}/Prod?${long}`));
  assert.deepEqual([url.status, url.body], [414, '{"message":"Request URI too long"}']);
  const headers = await gateway.serve(
    requestOf('GET', `/_aws/execute-api/${apiId}/Prod`, { headers: ['x', long] }),
  );
  assert.equal(headers.status, 431);
});

test('an integration method other than POST fails every request: 500', async () => {
  const gateway = await openApiGateway();
  const apiId = await deployProxy(gateway, { integration: { integrationHttpMethod: 'GET' } });
  const { status, body } = await gateway.serve(requestOf('GET', `/_aws/execute-api/${apiId}/Prod`));
  assert.deepEqual([status, body], [500, internalError]);
});

test('a stage variable names the function', async () => {
  const names: string[] = [];
  const gateway = await openApiGateway(({ functionName, event }) => {
    names.push(functionName, JSON.stringify(event.stageVariables));
    return {};
  });
  const uri = functionUri.replace('my-function', '$' + '{stageVariables.name}');
  const apiId = await deployProxy(gateway, { integration: { uri }, variables: { name: 'blue:live' } });
  await gateway.serve(requestOf('GET', `/_aws/execute-api/${apiId}/Prod`));
  assert.deepEqual(names, [functionArn.replace('my-function', 'blue:live'), '{"name":"blue:live"}']);

  const [deployment] = (await gateway.operate('GetDeployments', { restApiId: apiId })).items ?? [];
  const deploymentId = deployment?.id ?? '';
  await gateway.operate('CreateStage', { restApiId: apiId, stageName: 'bare', deploymentId });
  const { status, body } = await gateway.serve(requestOf('GET', `/_aws/execute-api/${apiId}/bare`));
  assert.deepEqual([status, body], [500, internalError]);
});

test('binary bodies travel as base64 both ways', async () => {
  const gateway = await openApiGateway(({ event }) => ({
    body: event.body,
    isBase64Encoded: true,
    headers: { 'Content-Type': 'image/png' },
  }));
  const apiId = await deployProxy(gateway, { method: 'POST', api: { binaryMediaTypes: ['image/png'] } });
  const headers = ['Content-Type', 'image/png', 'Accept', 'image/png,*/*'];
  const request = requestOf('POST', `/_aws/execute-api/${apiId}/Prod`, { headers, body: 'bytes' });
  assert.equal((await gateway.serve(request)).body, 'bytes');
});

test('edits are invisible until they are deployed', async () => {
  const gateway = await openApiGateway(() => ({ body: 'from the function' }));
  const apiId = await deployProxy(gateway, { path: ['pets'] });
  const ask = async (path: string) =>
    (await gateway.serve(requestOf('GET', `/_aws/execute-api/${apiId}/Prod/${path}`))).status;
  const items = (await gateway.operate('GetResources', { restApiId: apiId })).items ?? [];
  const root = items.find((item) => item.path === '/')?.id ?? '';
  const pets = items.find((item) => item.path === '/pets')?.id ?? '';
  const resource = await gateway.operate('CreateResource', {
    restApiId: apiId,
    parentId: root,
    pathPart: 'cats',
  });
  const method = { restApiId: apiId, resourceId: resource.id ?? '', httpMethod: 'GET' };
  await gateway.operate('PutMethod', { ...method, authorizationType: 'NONE' });
  const integration = { type: 'AWS_PROXY', integrationHttpMethod: 'POST', uri: functionUri };
  await gateway.operate('PutIntegration', { ...method, ...integration });
  await gateway.operate('DeleteResource', { restApiId: apiId, resourceId: pets });
  assert.deepEqual([await ask('pets'), await ask('cats')], [200, 403]);

  await gateway.operate('CreateDeployment', { restApiId: apiId, stageName: 'Prod' });
  assert.deepEqual([await ask('pets'), await ask('cats')], [403, 200]);
});

test('a deleted stage or API is gone at once', async () => {
  const gateway = await openApiGateway();
  const ask = async (apiId: string) =>
    (await gateway.serve(requestOf('GET', `/_aws/execute-api/${apiId}/Prod`))).status;
  const first = await deployProxy(gateway);
  const second = await deployProxy(gateway);
  assert.deepEqual([await ask(first), await ask(second)], [200, 200]);
  await gateway.operate('DeleteStage', { restApiId: first, stageName: 'Prod' });
  await gateway.operate('DeleteRestApi', { restApiId: second });
  assert.deepEqual([await ask(first), await ask(second)], [403, 403]);
});

test('a disabled default endpoint: 403 Forbidden', async () => {
  const gateway = await openApiGateway();
  const apiId = await deployProxy(gateway, { api: { disableExecuteApiEndpoint: true } });
  const { status, body } = await gateway.serve(requestOf('GET', `/_aws/execute-api/${apiId}/Prod`));
  assert.deepEqual([status, body], [403, '{"message":"Forbidden"}']);
});

test('a stage is compiled once, and served from memory', async () => {
  const gateway = await openApiGateway();
  const apiId = await deployProxy(gateway);
  const ask = async () => (await gateway.serve(requestOf('GET', `/_aws/execute-api/${apiId}/Prod`))).status;
  await ask();
  await gateway.fabric.kv('rest-deployments').delete((await onlyEntry(gateway.fabric)).key);
  assert.equal(await ask(), 200);
});

async function onlyEntry(fabric: Awaited<ReturnType<typeof openApiGateway>>['fabric']) {
  const [entry] = await fabric.kv('rest-deployments').scan([]);
  if (!entry) throw new Error('no deployment is stored');
  return entry;
}

test('everything is there after a restart', async () => {
  const fabric = memoryFabric(new VirtualClock());
  const before = await openApiGateway(() => ({}), fabric);
  const apiId = await deployProxy(before);
  await before.service.close();
  const after = await openApiGateway(() => ({ body: 'still here' }), fabric);
  assert.equal((await after.serve(requestOf('GET', `/_aws/execute-api/${apiId}/Prod`))).body, 'still here');
});
