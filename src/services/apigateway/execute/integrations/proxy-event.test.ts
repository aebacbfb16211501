import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { requestOf } from '../../apigateway.fixture.ts';
import type { ResourceRecord } from '../../records/resource.ts';
import { splitStage } from '../address.ts';
import { compileStage } from '../compile-stage.ts';
import type { Read } from '../phases.ts';
import { route } from '../steps/route.ts';
import { traceOf } from '../trace.ts';
import { toProxyEvent } from './proxy-event.ts';

/** A golden case: a request to an API with one method, and the event its function sees. */
type Case = {
  readonly method: string;
  readonly url: string;
  readonly host: string;
  readonly headers?: readonly string[];
  readonly body?: string;
  readonly resource: string;
  readonly operationName?: string;
  readonly binaryMediaTypes?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly event: unknown;
};

const folder = new URL('./proxy-event.cases/', import.meta.url);

for (const file of readdirSync(folder)) {
  test(`event: ${file.replace('.json', '')}`, () => {
    const golden = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Case;
    assert.deepEqual(JSON.parse(JSON.stringify(toProxyEvent(readOf(golden)))), golden.event);
  });
}

function readOf(golden: Case): Read {
  const { method, url, headers = [], body = '', host } = golden;
  const request = requestOf(method, url, { headers, host });
  const resource: ResourceRecord = {
    id: 'res123',
    path: golden.resource,
    methods: [
      {
        httpMethod: 'ANY',
        operationName: golden.operationName,
        responses: [],
        integration: {
          type: 'MOCK',
          passthroughBehavior: 'NEVER',
          timeoutMs: 29_000,
          cacheNamespace: 'res123',
          cacheKeyParameters: [],
          responses: [],
        },
      },
    ],
  };
  const deployment = {
    account: '123456789012',
    region: 'eu-west-1',
    apiId: 'abcdefghij',
    id: 'dep123',
    binaryMediaTypes: golden.binaryMediaTypes ?? [],
    disableExecuteApiEndpoint: false,
    resources: [resource],
  };
  const stage = compileStage(deployment, {
    name: 'stage',
    deploymentId: 'dep123',
    variables: golden.variables,
    createdAtMs: 0,
    lastUpdatedAtMs: 0,
  });
  const trace = traceOf(request.headers['x-amzn-trace-id'], 0x66aabbcc * 1000, '0123456789abcdef'.repeat(3));
  const location = splitStage(request.path);
  const received = { request, stage, location, extendedRequestId: 'Mc7UVioPPHcEKPA=', trace, denials: [] };
  return { ...route(received), body: Buffer.from(body, 'latin1') };
}
