import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '#ambient';
import { authError, type ErrorStyle } from './auth-problem.ts';
import type { IamMode } from './caller.ts';
import { type Admitted, createIdentifyCaller, type Provisional, type Refused } from './identify-caller.ts';
import { toAmzDate } from './sigv4/amz-date.ts';
import { type SignableRequest, sha256Hex } from './sigv4/canonical-request.ts';
import { presignUrl, type RequestToSign, signRequest } from './sigv4/sign.ts';
import { calculateSignature } from './sigv4/signature.ts';
import { deriveSigningKey } from './sigv4/signing-key.ts';

const root = {
  accessKeyId: 'AKIAABCDEFGHIJKLMNOP',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const strangerKey = { accessKeyId: 'test', secretAccessKey: 'test' };
const clock = new VirtualClock();
const body = Buffer.from('{"a":1}');

function identify(mode: IamMode, request: SignableRequest) {
  return createIdentifyCaller({ mode, root, clock })(request);
}

function sign(changes: Partial<RequestToSign> = {}): SignableRequest {
  const request: RequestToSign = {
    method: 'POST',
    path: '/2015-03-31/functions',
    query: '',
    headers: { host: 'localhost:4566' },
    body,
    credentials: root,
    region: 'eu-west-1',
    service: 'lambda',
    nowMs: clock.now(),
    ...changes,
  };
  return { method: request.method, path: request.path, query: request.query, headers: signRequest(request) };
}

/** As the AWS CLI signs: the signature covers the body, but no header declares its hash. */
function withoutDeclaredHash(): SignableRequest {
  const timestamp = toAmzDate(clock.now());
  const scope = { date: timestamp.slice(0, 8), region: 'eu-west-1', service: 'lambda' };
  const headers = { host: 'localhost:4566', 'x-amz-date': timestamp };
  const request = { method: 'POST', path: '/2015-03-31/functions', query: '', headers };
  const signedHeaders = ['host', 'x-amz-date'];
  const terms = { scope, timestamp, signedHeaders, payloadHash: sha256Hex(body) };
  const key = deriveSigningKey(root.secretAccessKey, scope);
  const credential = `${root.accessKeyId}/${scope.date}/eu-west-1/lambda/aws4_request`;
  const signature = calculateSignature(request, terms, key).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=${signature}`;
  return { ...request, headers: { ...headers, authorization } };
}

const unsigned: SignableRequest = { method: 'GET', path: '/', query: '', headers: { host: 'localhost' } };

function admitted(identity: Admitted | Provisional | Refused): Admitted {
  assert.ok(!('refused' in identity), JSON.stringify(identity));
  return identity;
}

function proof(identity: Admitted | Provisional | Refused, bytes = body, service = 'lambda') {
  assert.ok('prove' in identity, 'expected a signature still to be proved');
  return identity.prove(bytes, service);
}

function codeOf(identity: Admitted | Refused, style: ErrorStyle): string | undefined {
  const problem = 'refused' in identity ? identity.refused : identity.problem;
  if (problem === undefined) return undefined;
  const { code, status } = authError(problem, style);
  return `${status} ${code}`;
}

test('audit: any credentials, the account that a key id of 12 digits names, the region of the scope', () => {
  const { caller, region, service, problem } = admitted(
    identify('audit', sign({ credentials: strangerKey })),
  );
  assert.deepEqual(caller, {
    type: 'root',
    account: '000000000000',
    arn: 'arn:aws:iam::000000000000:root',
    userId: '000000000000',
    accessKeyId: 'test',
    verified: false,
  });
  assert.deepEqual([region, service, problem], ['eu-west-1', 'lambda', undefined]);
  const other = admitted(
    identify('audit', sign({ credentials: { ...strangerKey, accessKeyId: '123456789012' } })),
  );
  assert.equal(other.caller.arn, 'arn:aws:iam::123456789012:root');
  assert.equal(other.caller.account, '123456789012');
});

test('audit: no credentials, unreadable ones and no region are admitted and reported', () => {
  const nobody = admitted(identify('audit', unsigned));
  assert.deepEqual([nobody.caller.account, nobody.region], ['000000000000', 'us-east-1']);
  assert.equal(codeOf(nobody, 'query'), '403 MissingAuthenticationToken');
  const garbled = { ...unsigned, headers: { host: 'localhost', authorization: 'AWS4-HMAC-SHA256 nonsense' } };
  assert.equal(codeOf(admitted(identify('audit', garbled)), 'rest'), '403 IncompleteSignatureException');
  const local = admitted(identify('audit', sign({ credentials: strangerKey, region: 'local' })));
  assert.equal(local.region, 'us-east-1');
  assert.equal(local.problem?.message, "Credential should be scoped to a valid region, not 'local'.");
});

test('audit: a wrong signature of the root key is admitted, reported and not verified', () => {
  const right = admitted(proof(identify('audit', sign())));
  assert.deepEqual([right.caller.verified, right.problem], [true, undefined]);
  const wrong = { ...root, secretAccessKey: strangerKey.secretAccessKey };
  const forged = admitted(identify('audit', sign({ credentials: wrong })));
  assert.equal(forged.caller.verified, false);
  assert.equal(codeOf(forged, 'rest'), '403 InvalidSignatureException');
  const late = sign({ nowMs: clock.now() - 6 * 60_000 });
  assert.match(admitted(identify('audit', late)).problem?.message ?? '', /^Signature expired: /);
  const swapped = admitted(proof(identify('audit', sign()), Buffer.from('{"a":2}')));
  assert.equal(swapped.caller.verified, false);
  assert.equal(codeOf(swapped, 'rest'), '403 InvalidSignatureException');
});

test('enforce: the root credentials, signed rightly, for this body and this service', () => {
  for (const request of [sign(), withoutDeclaredHash()]) {
    const head = admitted(identify('enforce', request));
    assert.equal(head.caller.verified, false, 'not before the body is proved');
    const { caller, problem } = admitted(proof(head));
    assert.deepEqual([caller.verified, problem], [true, undefined]);
    assert.equal(codeOf(proof(head, Buffer.from('{"a":2}')), 'rest'), '403 InvalidSignatureException');
    assert.equal(codeOf(proof(head, body, 'sts'), 'query'), '403 SignatureDoesNotMatch');
  }
});

test('enforce: everybody else is refused, with each protocol’s code', () => {
  const token = { ...root, sessionToken: 'token' };
  const forged = { ...root, secretAccessKey: 'another' };
  const cases: readonly (readonly [string, SignableRequest, readonly string[]])[] = [
    [
      'nobody',
      unsigned,
      [
        '403 MissingAuthenticationTokenException',
        '400 MissingAuthenticationTokenException',
        '403 MissingAuthenticationToken',
      ],
    ],
    [
      'an unknown key',
      sign({ credentials: strangerKey }),
      ['403 UnrecognizedClientException', '400 UnrecognizedClientException', '403 InvalidClientTokenId'],
    ],
    [
      'the root key with a session token',
      sign({ credentials: token }),
      ['403 UnrecognizedClientException', '400 UnrecognizedClientException', '403 InvalidClientTokenId'],
    ],
    [
      'a wrong secret',
      sign({ credentials: forged }),
      ['403 InvalidSignatureException', '400 InvalidSignatureException', '403 SignatureDoesNotMatch'],
    ],
    [
      'a garbled header',
      { ...unsigned, headers: { authorization: 'AWS4-HMAC-SHA256 nonsense' } },
      ['403 IncompleteSignatureException', '400 IncompleteSignatureException', '400 IncompleteSignature'],
    ],
  ];
  for (const [name, request, codes] of cases) {
    const identity = identify('enforce', request);
    assert.ok('refused' in identity, name);
    assert.deepEqual(
      (['rest', 'json', 'query'] as const).map((style) => codeOf(identity, style)),
      codes,
      name,
    );
  }
});

test('the words for a missing token differ with the protocol', () => {
  const identity = identify('enforce', unsigned);
  assert.ok('refused' in identity);
  assert.equal(authError(identity.refused, 'rest').message, 'Missing Authentication Token');
  assert.equal(authError(identity.refused, 'query').message, 'Request is missing Authentication Token');
});

test('only S3 lets a body go unsigned', () => {
  const unsignedBody = (service: string): SignableRequest => {
    const signed = sign({ service, headers: { host: 'localhost:4566' } });
    return { ...signed, headers: { ...signed.headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } };
  };
  // The signature was made over another hash: for Lambda that shows once the body is there, for S3 at once.
  assert.equal(
    codeOf(proof(identify('enforce', unsignedBody('lambda'))), 'rest'),
    '403 InvalidSignatureException',
  );
  assert.ok('refused' in identify('enforce', unsignedBody('s3')));
  const [path = '', query = ''] = presignUrl({
    method: 'PUT',
    path: '/bucket/a//b',
    query: '',
    headers: { host: 'localhost:4566' },
    expiresSeconds: 60,
    credentials: root,
    region: 'eu-west-1',
    service: 's3',
    nowMs: clock.now(),
  }).split('?');
  const upload = identify('enforce', { method: 'PUT', path, query, headers: { host: 'localhost:4566' } });
  assert.equal(admitted(proof(upload, Buffer.from('anything'), 's3')).caller.verified, true);
});
