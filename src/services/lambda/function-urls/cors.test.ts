import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CorsRecord } from '../records/function.ts';
import { corsHeaders, isPreflight, preflightHeaders } from './cors.ts';
import { requestOf } from './request.fixture.ts';

const origin = 'https://app.example';
const asking = (method: string, ...headers: string[]) =>
  requestOf({
    method: 'OPTIONS',
    headers: ['Origin', origin, 'Access-Control-Request-Method', method, ...headers],
  });
const from = (who: string) => requestOf({ headers: ['Origin', who] });

test('a preflight has an origin and asks for a method', () => {
  assert.equal(isPreflight(asking('GET')), true);
  assert.equal(isPreflight(requestOf({ method: 'OPTIONS', headers: ['Origin', origin] })), false);
  assert.equal(isPreflight(requestOf({ method: 'OPTIONS' })), false);
  assert.equal(isPreflight(from(origin)), false);
});

const listed: CorsRecord = {
  allowOrigins: [origin],
  allowMethods: ['GET', 'PUT'],
  allowHeaders: ['X-One', 'content-type'],
  exposeHeaders: ['date', 'x-two'],
  maxAgeSeconds: 60,
};
const everything: CorsRecord = { allowOrigins: ['*'], allowMethods: ['*'], allowHeaders: ['*'] };
const named = ['access-control-allow-origin', origin, 'vary', 'Origin'];
const credentials = ['access-control-allow-credentials', 'true'];

test('a preflight is told what is allowed', () => {
  assert.deepEqual(preflightHeaders(listed, asking('PUT', 'Access-Control-Request-Headers', 'x-one')), [
    ...named,
    ...['access-control-allow-methods', 'GET,PUT'],
    ...['access-control-allow-headers', 'X-One,content-type'],
    ...['access-control-max-age', '60'],
  ]);
});

test('a wildcard allows what is asked for', () => {
  const request = asking('PATCH', 'Access-Control-Request-Headers', 'x-any, y-any');
  const asked = ['access-control-allow-methods', 'PATCH', 'access-control-allow-headers', 'x-any, y-any'];
  assert.deepEqual(preflightHeaders(everything, request), ['access-control-allow-origin', '*', ...asked]);
  assert.deepEqual(preflightHeaders({ ...everything, allowCredentials: true }, request), [
    ...named,
    ...credentials,
    ...asked,
  ]);
});

for (const [what, cors, request] of [
  ['another origin', { ...listed, allowOrigins: ['https://other.example'] }, asking('GET')],
  ['another method', listed, asking('DELETE')],
  ['another header', listed, asking('GET', 'Access-Control-Request-Headers', 'x-one, x-three')],
  ['nothing configured', {}, asking('GET')],
] as const) {
  test(`a preflight is told nothing: ${what}`, () => {
    assert.deepEqual(preflightHeaders(cors, request), []);
  });
}

test('other answers say who may read them, and what', () => {
  assert.deepEqual(corsHeaders(listed, from(origin)), [
    ...named,
    ...['access-control-expose-headers', 'date,x-two'],
  ]);
  assert.deepEqual(corsHeaders(everything, from(origin)), ['access-control-allow-origin', '*']);
  assert.deepEqual(corsHeaders(listed, from('https://evil.example')), []);
  assert.deepEqual(corsHeaders(listed, requestOf()), []);
});
