import assert from 'node:assert/strict';
import test from 'node:test';
import { parseError, parseOutput, serializeRequest } from './client.ts';
import { loadModel } from './model/load-model.ts';

const lambda = loadModel('lambda');
const sts = loadModel('sts');

test('a request: labels encoded, query, headers and payload in their places', () => {
  const request = serializeRequest(lambda, 'Invoke', {
    FunctionName: 'arn:aws:lambda:us-east-1:1:function:f',
    Qualifier: 'a b',
    LogType: 'Tail',
    Payload: Buffer.from('{}'),
  });
  assert.deepEqual(request, {
    method: 'POST',
    path: '/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A1%3Afunction%3Af/invocations',
    query: 'Qualifier=a%20b',
    headers: { 'content-type': 'application/octet-stream', 'x-amz-log-type': 'Tail' },
    body: Buffer.from('{}'),
  });
});

test('a label that is missing or empty, and an operation that is not there, are bugs of the caller', () => {
  assert.throws(() => serializeRequest(lambda, 'GetFunction', {}), TypeError);
  assert.throws(() => serializeRequest(lambda, 'GetFunction', { FunctionName: '' }), TypeError);
  assert.throws(() => serializeRequest(lambda, 'Nothing', {}), TypeError);
});

test('an error keeps code, message, status and members', () => {
  const error = parseError(lambda, {
    status: 429,
    headers: { 'x-amzn-errortype': 'TooManyRequestsException:http://internal/', 'retry-after': '3' },
    body: Buffer.from('{"Type":"User","message":"Rate exceeded","Reason":"CallerRateLimitExceeded"}'),
  });
  assert.deepEqual(
    [error.code, error.status, error.message],
    ['TooManyRequestsException', 429, 'Rate exceeded'],
  );
  assert.deepEqual(error.fields, { Type: 'User', Reason: 'CallerRateLimitExceeded', retryAfterSeconds: '3' });
});

test('an answer that is not the service speaking is an InternalFailure or an unknown error, never an exception of ours', () => {
  const html = Buffer.from('<html><body>502<br></body></html>');
  assert.equal(parseError(lambda, { status: 502, headers: {}, body: html }).code, 'UnknownError');
  assert.equal(parseError(sts, { status: 502, headers: {}, body: html }).code, 'InternalFailure');
  assert.throws(() => parseOutput(lambda, 'GetFunction', { status: 200, headers: {}, body: html }), {
    code: 'InternalFailure',
  });
  const deep = Buffer.from('<a>'.repeat(1000));
  assert.throws(() => parseOutput(sts, 'GetCallerIdentity', { status: 200, headers: {}, body: deep }), {
    code: 'InternalFailure',
  });
});

test('XML: entities, CDATA, comments and a declaration are read; a document type is refused', () => {
  const wrap = (inner: string) => ({
    status: 200,
    headers: {},
    body: Buffer.from(
      `<?xml version="1.0"?>\n<R><!-- c --><GetCallerIdentityResult><Arn>${inner}</Arn></GetCallerIdentityResult></R>\n`,
    ),
  });
  const arn = (inner: string) => parseOutput(sts, 'GetCallerIdentity', wrap(inner)).Arn;
  assert.equal(arn('a&amp;b&#x41;&#66;&lt;&unknown;'), 'a&bAB<&unknown;');
  assert.equal(arn('<![CDATA[<a>&amp;]]>'), '<a>&amp;');
  const document = {
    status: 200,
    headers: {},
    body: Buffer.from('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
  };
  assert.throws(() => parseOutput(sts, 'GetCallerIdentity', document), { code: 'InternalFailure' });
});
