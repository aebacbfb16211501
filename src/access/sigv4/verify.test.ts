import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { isProblem, wrongSignature } from '../auth-problem.ts';
import { emptyBodyHash, type SignableRequest, sha256Hex } from './canonical-request.ts';
import { presignUrl, type RequestToSign, signRequest } from './sign.ts';
import { readSignatureClaim, type SignatureClaim } from './signature-claim.ts';
import { deriveSigningKey } from './signing-key.ts';
import { uriEncode } from './uri-encoding.ts';
import { regionProblem, serviceProblem, verifySignature } from './verify.ts';

const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const nowMs = Date.UTC(2026, 0, 2, 3, 4, 5);

function claimOf(request: SignableRequest): SignatureClaim {
  const claim = readSignatureClaim(request);
  assert.ok(!isProblem(claim), JSON.stringify(claim));
  return claim;
}

function verify(request: SignableRequest, body: Uint8Array | string, at = nowMs, secret = secretAccessKey) {
  return verifySignature(request, claimOf(request), {
    secretAccessKey: secret,
    payloadHash: sha256Hex(body),
    nowMs: at,
    signingKey: deriveSigningKey,
  });
}

/** A signed request and its body, as our own client makes it. */
function signed(changes: Partial<RequestToSign> = {}): { request: SignableRequest; body: string } {
  const unsigned: RequestToSign = {
    method: 'POST',
    path: '/2015-03-31/functions/my-function/invocations',
    query: 'Qualifier=1',
    headers: { host: 'localhost:4566', 'content-type': 'application/json' },
    body: '{"a":1}',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey },
    region: 'eu-west-1',
    service: 'lambda',
    nowMs,
    ...changes,
  };
  const { method, path, query } = unsigned;
  return { request: { method, path, query, headers: signRequest(unsigned) }, body: String(unsigned.body) };
}

test('what our own client signs is right', () => {
  const { request, body } = signed();
  assert.equal(verify(request, body), undefined);
});

test('a change of anything that is covered is refused', () => {
  const { request, body } = signed();
  const { headers } = request;
  const authorization = headers.authorization ?? '';
  const changed: readonly SignableRequest[] = [
    { ...request, method: 'PUT' },
    { ...request, path: '/2015-03-31/functions/other/invocations' },
    { ...request, path: `${request.path}/` },
    { ...request, query: 'Qualifier=2' },
    { ...request, query: 'Qualifier=1&Qualifier=1' },
    { ...request, query: '' },
    { ...request, headers: { ...headers, host: 'localhost:4567' } },
    { ...request, headers: { ...headers, 'content-type': 'text/plain' } },
    { ...request, headers: { ...headers, 'content-type': undefined } },
    { ...request, headers: { ...headers, 'x-amz-date': '20260102T030406Z' } },
    { ...request, headers: { ...headers, authorization: authorization.replace('eu-west-1', 'eu-west-2') } },
    { ...request, headers: { ...headers, authorization: authorization.replace('/lambda/', '/sts/') } },
    { ...request, headers: { ...headers, authorization: authorization.replace('content-type;', '') } },
    { ...request, headers: { ...headers, authorization: authorization.replace(/.$/, 'g') } },
    { ...request, headers: { ...headers, authorization: authorization.slice(0, -1) } },
    {
      ...request,
      headers: { ...headers, authorization: authorization.replace(/[0-9a-f]{64}$/, '0'.repeat(64)) },
    },
  ];
  for (const request of changed) assert.equal(verify(request, body), wrongSignature, JSON.stringify(request));
  assert.equal(verify(request, '{"a":2}'), wrongSignature);
  assert.equal(verify(request, body, nowMs, `${secretAccessKey.slice(0, -1)}Z`), wrongSignature);
});

test('every single flipped digit of a signature is refused', () => {
  const { request, body } = signed();
  const authorization = request.headers.authorization ?? '';
  for (let at = authorization.length - 64; at < authorization.length; at++) {
    const digit = authorization[at] === '0' ? '1' : '0';
    const flipped = authorization.slice(0, at) + digit + authorization.slice(at + 1);
    const headers = { ...request.headers, authorization: flipped };
    assert.equal(verify({ ...request, headers }, body), wrongSignature);
  }
});

test('time: five minutes both ways, with AWS’s texts', () => {
  const { request, body } = signed();
  const minutes = 60_000;
  assert.equal(verify(request, body, nowMs + 5 * minutes), undefined);
  assert.equal(verify(request, body, nowMs + 5 * minutes + 999), undefined, 'within the same second');
  assert.equal(
    verify(request, body, nowMs + 5 * minutes + 1000)?.message,
    'Signature expired: 20260102T030405Z is now earlier than 20260102T030406Z (20260102T030906Z - 5 min.)',
  );
  assert.equal(verify(request, body, nowMs - 5 * minutes), undefined);
  assert.equal(
    verify(request, body, nowMs - 5 * minutes - 1000)?.message,
    'Signature not yet current: 20260102T030405Z is still later than 20260102T030404Z (20260102T025904Z + 5 min.)',
  );
});

test('scope: terminator, date, region, service and host, with AWS’s texts', () => {
  const { request, body } = signed();
  const withAuthorization = (change: (text: string) => string) => {
    const headers = { ...request.headers, authorization: change(request.headers.authorization ?? '') };
    return verify({ ...request, headers }, body)?.message;
  };
  assert.equal(
    withAuthorization((text) => text.replace('aws4_request', 'aws5_request')),
    "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'.",
  );
  assert.equal(
    withAuthorization((text) => text.replace('/20260102/', '/20260103/')),
    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260103' != '20260102', from '20260102T030405Z'.",
  );
  assert.equal(
    withAuthorization((text) => text.replace('eu-west-1', 'Europe')),
    "Credential should be scoped to a valid region, not 'Europe'.",
  );
  assert.equal(
    withAuthorization((text) => text.replace(';host', '')),
    "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
  );
  const claim = claimOf(request);
  assert.equal(serviceProblem(claim, 'lambda'), undefined);
  assert.equal(
    serviceProblem(claim, 'sts')?.message,
    "Credential should be scoped to correct service: 'sts'.",
  );
});

test('the names of regions', () => {
  const { request } = signed();
  const problem = (region: string) =>
    regionProblem({ ...claimOf(request), scope: { date: '', region, service: '' } });
  for (const region of ['us-east-1', 'ap-southeast-4', 'us-gov-west-1', 'us-iso-east-1', 'mx-central-1']) {
    assert.equal(problem(region), undefined, region);
  }
  for (const region of ['', 'local', 'us-east-1/x', 'us-east-1\n', '../..', 'US-EAST-1', 'us-east-123']) {
    assert.notEqual(problem(region), undefined, region);
  }
});

/** The hash that Smithy's signer asks for. */
class NodeSha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = typeof secret === 'string' ? secret : secret && Buffer.from(bytesOf(secret));
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  }
  update(data: Uint8Array | string): void {
    this.#hash.update(data);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }
  reset(): void {}
}

function bytesOf(source: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}

function smithySigner(service: string): SignatureV4 {
  return new SignatureV4({
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey },
    region: 'eu-west-1',
    service,
    sha256: NodeSha256,
    uriEscapePath: service !== 's3',
  });
}

const text = fc.string({ unit: fc.constantFrom(..."aZ09-_.~ !*'()&=+%/:@,;é☃"), maxLength: 8 });

test('whatever the JS SDK’s signer signs is right, and wrong with another secret', async () => {
  const segment = text.map(uriEncode).filter((part) => part !== '.' && part !== '..');
  const requests = fc.record({
    service: fc.constantFrom('lambda', 'apigateway', 's3'),
    segments: fc.array(segment, { maxLength: 4 }),
    query: fc.dictionary(
      text.filter((name) => name !== ''),
      text,
      { maxKeys: 4 },
    ),
    header: text.map((value) => value.replace(/[^\x20-\x7e]/g, '')),
    body: fc.string({ maxLength: 20 }),
  });
  await fc.assert(
    fc.asyncProperty(requests, async ({ service, segments, query, header, body }) => {
      const path = `/${segments.join('/')}`;
      const headers = { host: 'localhost:4566', 'x-meta': header };
      const unsigned = {
        method: 'POST',
        protocol: 'http:',
        hostname: 'localhost',
        path,
        query,
        headers,
        body,
      };
      const answer = await smithySigner(service).sign(unsigned, { signingDate: new Date(nowMs) });
      const raw = Object.entries(query).map((pair) => pair.map(encodeURIComponent).join('='));
      const request = { method: 'POST', path, query: raw.join('&'), headers: answer.headers };
      assert.equal(verify(request, body), undefined);
      assert.equal(verify(request, body, nowMs, 'another'), wrongSignature);
    }),
    { numRuns: 300 },
  );
});

test('a URL that the JS SDK presigned, for as long as it says', async () => {
  const url = await smithySigner('sts').presign(
    {
      method: 'GET',
      protocol: 'http:',
      hostname: 'localhost',
      path: '/',
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { host: 'localhost:4566', 'x-k8s-aws-id': 'cluster' },
    },
    { signingDate: new Date(nowMs), expiresIn: 900, unhoistableHeaders: new Set(['x-k8s-aws-id']) },
  );
  const pairs = Object.entries(url.query ?? {}).map(
    ([name, value]) => `${name}=${encodeURIComponent(String(value))}`,
  );
  const request: SignableRequest = {
    method: 'GET',
    path: '/',
    query: pairs.join('&'),
    headers: { host: 'localhost:4566', 'x-k8s-aws-id': 'cluster' },
  };
  assert.equal(verify(request, '', nowMs + 900_000), undefined);
  assert.equal(
    verify(request, '', nowMs + 901_000)?.message,
    'Signature expired: 20260102T030405Z is now earlier than 20260102T030406Z (20260102T031906Z - 15 min.)',
  );
  const elsewhere = { ...request, headers: { ...request.headers, 'x-k8s-aws-id': 'other' } };
  assert.equal(verify(elsewhere, ''), wrongSignature);
  const longer = { ...request, query: request.query.replace('X-Amz-Expires=900', 'X-Amz-Expires=901') };
  assert.equal(verify(longer, ''), wrongSignature);
});

test('a URL that we presigned, also among other parameters', () => {
  const [path = '', query = ''] = presignUrl({
    method: 'GET',
    path: '/',
    query: 'Action=GetCallerIdentity&Version=2011-06-15',
    headers: { host: 'localhost:4566' },
    expiresSeconds: 60,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey },
    region: 'us-east-1',
    service: 'sts',
    nowMs,
  }).split('?');
  const request = { method: 'GET', path, query, headers: { host: 'localhost:4566' } };
  assert.equal(claimOf(request).expiresSeconds, 60);
  assert.equal(verify(request, ''), undefined);
  assert.equal(sha256Hex(''), emptyBodyHash);
  const another = { ...request, query: query.replace('GetCallerIdentity', 'AssumeRole') };
  assert.equal(verify(another, ''), wrongSignature);
});
