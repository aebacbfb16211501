import assert from 'node:assert/strict';
import test from 'node:test';
import { loadModel } from '../model/load-model.ts';
import { identify, identifyForm, protocolOf } from './identify.ts';
import type { RequestHead } from './match.ts';

const models = ['lambda', 'apigateway', 'apigatewayv2', 'apigatewaymanagementapi', 'sts', 'logs'].map(
  loadModel,
);

function head(
  method: string,
  url: string,
  headers: RequestHead['headers'] = {},
  scopeService?: string,
): RequestHead {
  const [path = '', query = ''] = url.split('?');
  return { method, path, query, headers, scopeService };
}

function called(request: RequestHead): string | undefined {
  const match = identify(models, request);
  return typeof match === 'object' ? `${match.model.id}.${match.operation.name} ${match.protocol}` : match;
}

test('a target names the operation, the content type the version', () => {
  const target = { 'x-amz-target': 'Logs_20140328.CreateLogGroup' };
  assert.equal(called(head('POST', '/', target)), 'logs.CreateLogGroup json-1.1');
  const inVersion10 = { ...target, 'content-type': 'application/x-amz-json-1.0' };
  assert.equal(called(head('POST', '/', inVersion10)), 'logs.CreateLogGroup json-1.0');
  assert.equal(called(head('POST', '/', { 'x-amz-target': 'Logs_20140328.Nothing' })), undefined);
  assert.equal(called(head('POST', '/', { 'x-amz-target': 'nonsense' })), undefined);
});

test('an Action comes in a query or in a form', () => {
  assert.equal(
    called(head('GET', '/?Action=GetCallerIdentity&Version=2011-06-15')),
    'sts.GetCallerIdentity query',
  );
  const form = head(
    'POST',
    '/',
    { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    'sts',
  );
  assert.equal(called(form), 'needs-form-body');
  const match = identifyForm(models, Buffer.from('Action=GetCallerIdentity&Version=2011-06-15'), 'sts');
  assert.equal(match?.operation.name, 'GetCallerIdentity');
  assert.equal(
    identifyForm(models, Buffer.from('Action=GetCallerIdentity&Version=1999-01-01'), 'sts'),
    undefined,
  );
  assert.equal(identifyForm(models, Buffer.from('Action=GetCallerIdentity'), 'lambda'), undefined);
});

test('a form content type on a REST path is no query call: curl sends it with every body', () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  assert.equal(
    called(head('POST', '/2015-03-31/functions/f/invocations', headers)),
    'lambda.Invoke rest-json',
  );
});

test('the signature separates services that share paths or a signing name', () => {
  assert.equal(called(head('GET', '/restapis', {}, 'apigateway')), 'apigateway.GetRestApis rest-json');
  assert.equal(called(head('GET', '/v2/apis', {}, 'apigateway')), 'apigatewayv2.GetApis rest-json');
  assert.equal(
    called(head('POST', '/@connections/abc', {}, 'execute-api')),
    'apigatewaymanagementapi.PostToConnection rest-json',
  );
  assert.equal(called(head('GET', '/restapis', {}, 'lambda')), undefined);
  assert.equal(called(head('GET', '/restapis', {}, 'unheard-of')), undefined);
  assert.equal(called(head('GET', '/restapis')), 'apigateway.GetRestApis rest-json');
});

test('with or without a slash at the end', () => {
  assert.equal(called(head('GET', '/2015-03-31/functions')), 'lambda.ListFunctions rest-json');
  assert.equal(called(head('GET', '/2015-03-31/functions/')), 'lambda.ListFunctions rest-json');
  assert.equal(called(head('GET', '/2015-03-31/functions//')), undefined);
});

test('the query decides between operations on one path', () => {
  assert.equal(called(head('POST', '/restapis')), 'apigateway.CreateRestApi rest-json');
  assert.equal(called(head('POST', '/restapis?mode=import')), 'apigateway.ImportRestApi rest-json');
  assert.equal(called(head('GET', '/2018-10-31/layers')), 'lambda.ListLayers rest-json');
  const byArn = '/2018-10-31/layers?find=LayerVersion&Arn=arn%3Aaws%3Alambda%3Aus-east-1%3A1%3Alayer%3Al%3A1';
  assert.equal(called(head('GET', byArn)), 'lambda.GetLayerVersionByArn rest-json');
  const concurrency = '/2019-09-30/functions/f/provisioned-concurrency';
  assert.equal(
    called(head('GET', `${concurrency}?List=ALL`)),
    'lambda.ListProvisionedConcurrencyConfigs rest-json',
  );
  assert.equal(
    called(head('GET', `${concurrency}?Qualifier=1`)),
    'lambda.GetProvisionedConcurrencyConfig rest-json',
  );
});

test('labels are decoded after routing, so an ARN may be one', () => {
  const arn = 'arn:aws:lambda:us-east-1:123456789012:function:f';
  const match = identify(models, head('GET', `/2015-03-31/functions/${encodeURIComponent(arn)}`));
  assert.ok(typeof match === 'object');
  assert.deepEqual(match.labels, { FunctionName: arn });
  const withSlash = identify(
    models,
    head('GET', '/tags/arn%3Aaws%3Aapigateway%3Aus-east-1%3A%3A%2Frestapis%2Fa'),
  );
  assert.ok(typeof withSlash === 'object');
  assert.deepEqual(withSlash.labels, { resource_arn: 'arn:aws:apigateway:us-east-1::/restapis/a' });
});

test('a label that is not percent-encoded correctly matches nothing', () => {
  assert.equal(called(head('GET', '/2015-03-31/functions/%')), undefined);
  assert.equal(called(head('GET', '/2015-03-31/functions/%ff')), undefined);
});

test('an unknown method or path matches nothing', () => {
  assert.equal(called(head('PATCH', '/2015-03-31/functions/f')), undefined);
  assert.equal(called(head('GET', '/')), undefined);
  assert.equal(called(head('GET', '/nothing/here')), undefined);
});

test('a protocol that Lambent does not speak is refused by name', () => {
  const request = head('POST', '/service/Lambda/operation/Invoke', { 'smithy-protocol': 'rpc-v2-cbor' });
  assert.throws(() => identify(models, request), { name: 'NotImplementedException', message: /rpc-v2-cbor/ });
});

test('the protocol of a request is known even if its operation is not', () => {
  assert.equal(protocolOf(head('GET', '/nothing')), 'rest-json');
  assert.equal(
    protocolOf(head('POST', '/', { 'x-amz-target': 'X.Y', 'content-type': 'application/x-amz-json-1.1' })),
    'json-1.1',
  );
  assert.equal(protocolOf(head('POST', '/', { 'x-amz-target': 'X.Y' })), 'json-1.0');
  assert.equal(
    protocolOf(head('POST', '/', { 'content-type': 'application/x-www-form-urlencoded' })),
    'query',
  );
  assert.equal(protocolOf(head('GET', '/?Action=Nothing')), 'query');
});
