import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyBodyHash, type SignableRequest } from './canonical-request.ts';
import { presignUrl, signRequest } from './sign.ts';
import { calculateSignature } from './signature.ts';
import { deriveSigningKey, rememberSigningKeys } from './signing-key.ts';

const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

/** The vectors of AWS's published Signature Version 4 test suite: 2015-08-30, us-east-1, service `service`. */
const suite: readonly { name: string; request: SignableRequest; body?: string; signature: string }[] = [
  {
    name: 'get-vanilla',
    request: { method: 'GET', path: '/', query: '', headers: {} },
    signature: '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  },
  {
    name: 'get-vanilla-query-order-key-case',
    request: { method: 'GET', path: '/', query: 'Param2=value2&Param1=value1', headers: {} },
    signature: 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  },
  {
    name: 'get-vanilla-empty-query-key',
    request: { method: 'GET', path: '/', query: 'Param1=value1', headers: {} },
    signature: 'a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb',
  },
  {
    name: 'post-vanilla',
    request: { method: 'POST', path: '/', query: '', headers: {} },
    signature: '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
  },
  {
    name: 'get-slash-dot-slash (normalised)',
    request: { method: 'GET', path: '/./', query: '', headers: {} },
    signature: '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  },
  {
    name: 'get-relative-relative (normalised)',
    request: { method: 'GET', path: '/example1/example2/../..', query: '', headers: {} },
    signature: '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  },
];

test('the published test suite', () => {
  const scope = { date: '20150830', region: 'us-east-1', service: 'service' };
  for (const { name, request, signature } of suite) {
    const headers = { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z' };
    const terms = {
      scope,
      timestamp: '20150830T123600Z',
      signedHeaders: ['host', 'x-amz-date'],
      payloadHash: emptyBodyHash,
    };
    const calculated = calculateSignature({ ...request, headers }, terms, deriveSigningKey(secret, scope));
    assert.equal(calculated.toString('hex'), signature, name);
  }
});

test('the documented derivation of a signing key', () => {
  const scope = { date: '20150830', region: 'us-east-1', service: 'iam' };
  const expected = 'c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9';
  assert.equal(deriveSigningKey(secret, scope).toString('hex'), expected);
  assert.equal(rememberSigningKeys()(secret, scope).toString('hex'), expected);
});

test('the documented presigned S3 download', () => {
  const url = presignUrl({
    method: 'GET',
    path: '/test.txt',
    query: '',
    headers: { host: 'examplebucket.s3.amazonaws.com' },
    expiresSeconds: 86_400,
    credentials: {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    },
    region: 'us-east-1',
    service: 's3',
    nowMs: Date.UTC(2013, 4, 24),
  });
  assert.equal(
    url,
    '/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request' +
      '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
      '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  );
});

test('the documented request to IAM', () => {
  // Signed over its own three headers in the documentation; ours adds the hash of the body, so only its terms can be compared.
  const scope = { date: '20150830', region: 'us-east-1', service: 'iam' };
  const signature = calculateSignature(
    {
      method: 'GET',
      path: '/',
      query: 'Action=ListUsers&Version=2010-05-08',
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
        host: 'iam.amazonaws.com',
        'x-amz-date': '20150830T123600Z',
      },
    },
    {
      scope,
      timestamp: '20150830T123600Z',
      signedHeaders: ['content-type', 'host', 'x-amz-date'],
      payloadHash: emptyBodyHash,
    },
    deriveSigningKey(secret, scope),
  );
  assert.equal(signature.toString('hex'), '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7');
});

test('signRequest returns every header, its own values above the caller’s', () => {
  const headers = signRequest({
    method: 'POST',
    path: '/',
    query: '',
    headers: {
      Host: 'localhost:4566',
      'x-amz-date': 'stale',
      'content-type': 'text/plain',
      absent: undefined,
    },
    body: 'hello',
    credentials: { accessKeyId: 'AKID', secretAccessKey: secret, sessionToken: 'token' },
    region: 'eu-west-1',
    service: 'lambda',
    nowMs: Date.UTC(2026, 0, 2, 3, 4, 5),
  });
  const { authorization, ...others } = headers;
  assert.deepEqual(others, {
    host: 'localhost:4566',
    'content-type': 'text/plain',
    'x-amz-date': '20260102T030405Z',
    'x-amz-content-sha256': '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
    'x-amz-security-token': 'token',
  });
  assert.match(
    authorization ?? '',
    /^AWS4-HMAC-SHA256 Credential=AKID\/20260102\/eu-west-1\/lambda\/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}$/,
  );
});

test('signing keys are remembered within a bound', () => {
  const signingKey = rememberSigningKeys(2);
  const scopeOf = (day: number) => ({ date: `2026010${day}`, region: 'us-east-1', service: 'lambda' });
  const first = signingKey(secret, scopeOf(1));
  assert.equal(signingKey(secret, scopeOf(1)), first, 'the same key object again');
  const second = signingKey(secret, scopeOf(2));
  signingKey(secret, scopeOf(3));
  assert.equal(signingKey(secret, scopeOf(2)), second);
  assert.notEqual(signingKey(secret, scopeOf(1)), first, 'the oldest was forgotten');
  assert.deepEqual(signingKey(secret, scopeOf(1)), first);
});
