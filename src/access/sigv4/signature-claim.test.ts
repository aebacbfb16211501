import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isProblem, missingToken } from '../auth-problem.ts';
import { parseAmzDate, toAmzDate } from './amz-date.ts';
import { readSignatureClaim } from './signature-claim.ts';

const credential = 'Credential=AKID/20260102/us-east-1/lambda/aws4_request';
const signature = `Signature=${'0'.repeat(64)}`;

function read(authorization: string | undefined, headers: Record<string, string> = {}, query = '') {
  const date = { 'x-amz-date': '20260102T030405Z' };
  return readSignatureClaim({
    method: 'GET',
    path: '/',
    query,
    headers: { ...date, ...headers, authorization },
  });
}

function messageOf(claim: ReturnType<typeof readSignatureClaim>): string {
  assert.ok(isProblem(claim), 'expected a problem');
  return `${claim.problem}: ${claim.message}`;
}

test('a whole header, its parameters in any order and spacing', () => {
  const expected = {
    accessKeyId: 'AKID',
    scope: { date: '20260102', region: 'us-east-1', service: 'lambda' },
    terminator: 'aws4_request',
    timestamp: '20260102T030405Z',
    signedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    signedHeaders: ['host', 'x-amz-date'],
    signature: '0'.repeat(64),
  };
  const signedHeaders = 'SignedHeaders=host;x-amz-date';
  assert.deepEqual(read(`AWS4-HMAC-SHA256 ${credential}, ${signedHeaders}, ${signature}`), expected);
  assert.deepEqual(read(`AWS4-HMAC-SHA256 ${signature},${signedHeaders},${credential}`), expected);
  const token = { 'x-amz-security-token': 'token', 'x-amz-content-sha256': 'hash' };
  assert.deepEqual(read(`AWS4-HMAC-SHA256 ${credential} ${signedHeaders} ${signature}`, token), {
    ...expected,
    sessionToken: 'token',
    payloadHash: 'hash',
  });
});

test('the Date header stands in for X-Amz-Date', () => {
  const headers = { authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, ${signature}` };
  for (const date of ['Fri, 02 Jan 2026 03:04:05 GMT', '20260102T030405Z']) {
    const claim = readSignatureClaim({ method: 'GET', path: '/', query: '', headers: { ...headers, date } });
    assert.ok(!isProblem(claim));
    assert.equal(claim.timestamp, '20260102T030405Z');
  }
});

test('no credentials of this kind', () => {
  assert.equal(read(undefined), missingToken);
  assert.equal(read('Bearer abc'), missingToken);
  assert.equal(read('Basic YTpi'), missingToken);
});

test('unreadable headers, with AWS’s texts', () => {
  assert.equal(
    messageOf(
      readSignatureClaim({
        method: 'GET',
        path: '/',
        query: '',
        headers: { authorization: 'AWS4-HMAC-SHA256' },
      }),
    ),
    "incomplete: Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. " +
      "Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. " +
      '(Hashed with SHA-256 and encoded with Base64) Authorization=YI2YWea8FSxnksZL2ETHbs5elHm9HQufxTLK0W0ffV0=',
  );
  assert.equal(
    messageOf(read('AWS4-HMAC-SHA256 hello')),
    "incomplete: Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ='.",
  );
  assert.match(
    messageOf(read(`AWS4-HMAC-SHA256 ${credential}, ${signature}`)),
    /requires 'SignedHeaders' parameter/,
  );
  assert.equal(
    messageOf(read(`AWS4-ECDSA-P256-SHA256 ${credential}, SignedHeaders=host, ${signature}`)),
    "incomplete: Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'.",
  );
  assert.equal(
    messageOf(read(`AWS4-HMAC-SHA256 Credential=AKID/20260102/us-east-1, SignedHeaders=host, ${signature}`)),
    "incomplete: Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'AKID/20260102/us-east-1'",
  );
  const whole = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, ${signature}`;
  assert.equal(
    messageOf(read(whole, { 'x-amz-date': '2026-01-02' })),
    "incomplete: Date must be in ISO-8601 'basic format'. Got '2026-01-02'. See http://en.wikipedia.org/wiki/ISO_8601",
  );
  assert.match(
    messageOf(read(whole.replace('AKID', ''))),
    /^incomplete: Credential must name an access key id/,
  );
  assert.match(messageOf(read(whole.replace('AKID', 'A'.repeat(129)))), /1 to 128 characters/);
  assert.match(messageOf(read(whole.replace('=host', `=${'a;'.repeat(100)}a`))), /more than 100 headers/);
});

test('unreadable queries, with AWS’s texts', () => {
  const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F20260102%2Fus-east-1%2Fsts%2Faws4_request&X-Amz-Date=20260102T030405Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-${signature}`;
  const claim = read(undefined, {}, query);
  assert.ok(!isProblem(claim));
  assert.equal(claim.expiresSeconds, 60);
  assert.match(
    messageOf(read(`AWS4-HMAC-SHA256 ${credential}`, {}, query)),
    /^mismatch: Found both 'X-Amz-Algorithm'/,
  );
  assert.equal(
    messageOf(read(undefined, {}, 'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20260102T030405Z')),
    "incomplete: AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string parameters must include 'X-Amz-Signature'. " +
      "AWS query-string parameters must include 'X-Amz-SignedHeaders'. Re-examine the query-string parameters.",
  );
  for (const expires of ['0', '604801', '-1', '1e3', '']) {
    const changed = query.replace('Expires=60', `Expires=${expires}`);
    assert.match(messageOf(read(undefined, {}, changed)), /X-Amz-Expires must be less than a week/, expires);
  }
});

test('no header and no query breaks the reader', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (header, query, date) => {
      const claim = read(`AWS4-HMAC-SHA256 ${header}`, { 'x-amz-date': date }, query);
      assert.ok(isProblem(claim) || claim.accessKeyId !== '');
      read(undefined, {}, `X-Amz-Algorithm=AWS4-HMAC-SHA256&${query}`);
    }),
  );
});

test('dates in the basic format exist, or are none', () => {
  assert.equal(toAmzDate(Date.UTC(2026, 0, 2, 3, 4, 5, 678)), '20260102T030405Z');
  assert.equal(parseAmzDate('20260102T030405Z'), Date.UTC(2026, 0, 2, 3, 4, 5));
  for (const text of [
    '20260230T000000Z',
    '20261301T000000Z',
    '20260102T240000Z',
    '20260102T030405',
    ' 20260102T030405Z',
  ]) {
    assert.equal(parseAmzDate(text), undefined, text);
  }
});
