/** restXml on S3's model: documents as its API reference shows them, in both directions. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { AwsError } from './aws-error.ts';
import { parseError, parseOutput, serializeRequest } from './client.ts';
import { identify } from './match/identify.ts';
import type { Match } from './match/match.ts';
import { loadModel } from './model/load-model.ts';
import { parseInput, serializeError, serializeOutput } from './serve.ts';

const s3 = loadModel('s3');
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
const namespace = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

function matchOf(method: string, path: string, query = '', headers: Record<string, string> = {}): Match {
  const match = identify([s3], { method, path, query, headers, scopeService: 's3' });
  assert.ok(match && match !== 'needs-form-body', `${method} ${path}?${query}`);
  return match;
}

function answer(operation: string, output: object) {
  const match = matchOf('GET', '/bucket/key');
  const found = s3.operations.get(operation);
  assert.ok(found);
  return serializeOutput({ ...match, operation: found }, output, 'request-1');
}

const received = (body: string | Buffer, headers: Record<string, string> = {}, status = 200) => ({
  status,
  headers,
  body: Buffer.from(body),
});

test('a key is the rest of the path, slashes and all', () => {
  const keys: [path: string, operation: string, labels: object][] = [
    ['/', 'ListBuckets', {}],
    ['/bucket', 'ListObjects', { Bucket: 'bucket' }],
    ['/bucket/', 'ListObjects', { Bucket: 'bucket' }],
    ['/bucket/a', 'GetObject', { Bucket: 'bucket', Key: 'a' }],
    ['/bucket/a/', 'GetObject', { Bucket: 'bucket', Key: 'a/' }],
    ['/bucket//', 'GetObject', { Bucket: 'bucket', Key: '/' }],
    ['/bucket/a//b%2Fc/../d', 'GetObject', { Bucket: 'bucket', Key: 'a//b/c/../d' }],
  ];
  for (const [path, operation, labels] of keys) {
    const match = matchOf('GET', path);
    assert.deepEqual([match.operation.name, { ...match.labels }], [operation, labels], path);
  }
});

test('operations on one path: query and headers decide, and what replaced a deprecated one wins', () => {
  const calls: [method: string, path: string, query: string, operation: string, headers?: object][] = [
    ['PUT', '/b/k', '', 'PutObject'],
    ['PUT', '/b/k', '', 'CopyObject', { 'x-amz-copy-source': 'b/o' }],
    ['PUT', '/b/k', 'partNumber=1&uploadId=u', 'UploadPart'],
    ['PUT', '/b/k', 'partNumber=1&uploadId=u', 'UploadPartCopy', { 'x-amz-copy-source': 'b/o' }],
    ['GET', '/b', 'list-type=2', 'ListObjectsV2'],
    ['GET', '/b', 'lifecycle', 'GetBucketLifecycleConfiguration'],
    ['GET', '/b', 'notification=', 'GetBucketNotificationConfiguration'],
    ['GET', '/b', 'analytics', 'ListBucketAnalyticsConfigurations'],
    ['GET', '/b', 'analytics&id=a', 'GetBucketAnalyticsConfiguration'],
    ['GET', '/', 'x-id=ListBuckets', 'ListBuckets'],
    ['GET', '/', 'x-id=ListDirectoryBuckets', 'ListDirectoryBuckets'],
    ['POST', '/WriteGetObjectResponse', '', 'WriteGetObjectResponse'],
    ['POST', '/b', 'delete', 'DeleteObjects'],
  ];
  for (const [method, path, query, operation, headers = {}] of calls) {
    const found = matchOf(method, path, query, headers as Record<string, string>).operation.name;
    assert.equal(found, operation, `${method} ${path}?${query}`);
  }
});

test('a request: the key encoded part by part, prefixed headers, bytes as they are', () => {
  const request = serializeRequest(s3, 'PutObject', {
    Bucket: 'b',
    Key: 'a b/ü/%',
    Body: Buffer.from('x'),
    Metadata: { Colour: 'red' },
    Expires: new Date(0),
  });
  assert.deepEqual(request, {
    method: 'PUT',
    path: '/b/a%20b/%C3%BC/%25',
    query: '',
    headers: {
      'content-type': 'application/octet-stream',
      'x-amz-meta-colour': 'red',
      expires: 'Thu, 01 Jan 1970 00:00:00 GMT',
    },
    body: Buffer.from('x'),
  });
});

test('a request: a flattened list under its element, in the service’s namespace', () => {
  const input = {
    Bucket: 'b',
    Delete: { Objects: [{ Key: 'a&b' }, { Key: 'c', VersionId: '1' }], Quiet: true },
  };
  const request = serializeRequest(s3, 'DeleteObjects', input);
  assert.equal(
    request.body,
    `${declaration}<Delete ${namespace}><Object><Key>a&amp;b</Key></Object>` +
      '<Object><Key>c</Key><VersionId>1</VersionId></Object><Quiet>true</Quiet></Delete>',
  );
  const match = matchOf('POST', '/b', 'delete');
  const head = { method: 'POST', path: '/b', query: 'delete', headers: request.headers };
  assert.deepEqual(parseInput(match, head, Buffer.from(request.body)), input);
});

test('a request: a policy is no XML, and several values share one header', () => {
  const policy = serializeRequest(s3, 'PutBucketPolicy', { Bucket: 'b', Policy: '{"a":1}' });
  assert.deepEqual([policy.query, policy.body], ['policy', '{"a":1}']);
  const attributes = serializeRequest(s3, 'GetObjectAttributes', {
    Bucket: 'b',
    Key: 'k',
    ObjectAttributes: ['ETag', 'ObjectSize'],
  });
  assert.equal(attributes.headers['x-amz-object-attributes'], 'ETag,ObjectSize');
});

test('an answer: root and namespace of the API reference', () => {
  const listed = { Name: 'b', Contents: [{ Key: 'k', LastModified: new Date(1000), Size: 3 }] };
  assert.deepEqual(answer('ListObjectsV2', { ...listed, IsTruncated: false }), {
    status: 200,
    headers: ['x-amz-request-id', 'request-1', 'Content-Type', 'application/xml'],
    body:
      `${declaration}<ListBucketResult ${namespace}><IsTruncated>false</IsTruncated><Contents><Key>k</Key>` +
      '<LastModified>1970-01-01T00:00:01Z</LastModified><Size>3</Size></Contents><Name>b</Name></ListBucketResult>',
  });
});

test('an answer: the location is the root itself, and silence the oldest region', () => {
  const { body } = answer('GetBucketLocation', { LocationConstraint: 'eu-west-1' });
  assert.equal(body, `${declaration}<LocationConstraint ${namespace}>eu-west-1</LocationConstraint>`);
  assert.deepEqual(parseOutput(s3, 'GetBucketLocation', received(String(body))), {
    LocationConstraint: 'eu-west-1',
  });
  const silent = received(`<LocationConstraint ${namespace}/>`);
  assert.deepEqual(parseOutput(s3, 'GetBucketLocation', silent), {});
});

test('an answer: the type of a grantee is an attribute with a namespace', () => {
  const output = {
    Grants: [{ Grantee: { ID: 'i', Type: 'Canonical"User' }, Permission: 'FULL_CONTROL' }],
  };
  const { body } = answer('GetBucketAcl', output);
  assert.equal(
    body,
    `${declaration}<AccessControlPolicy ${namespace}><AccessControlList><Grant>` +
      '<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Canonical&quot;User"><ID>i</ID></Grantee>' +
      '<Permission>FULL_CONTROL</Permission></Grant></AccessControlList></AccessControlPolicy>',
  );
  assert.deepEqual(parseOutput(s3, 'GetBucketAcl', received(String(body))), output);
});

test('an object: its bytes, its type and its metadata', () => {
  const answered = received('{"not": "parsed"}', {
    'content-type': 'application/zip',
    'content-length': '17',
    'last-modified': 'Thu, 01 Jan 1970 00:00:01 GMT',
    'x-amz-meta-colour': 'red',
    'x-amz-version-id': 'v1',
  });
  assert.deepEqual(
    { ...parseOutput(s3, 'GetObject', answered) },
    {
      Body: Buffer.from('{"not": "parsed"}'),
      ContentType: 'application/zip',
      ContentLength: 17,
      LastModified: new Date(1000),
      Metadata: Object.assign(Object.create(null), { colour: 'red' }),
      VersionId: 'v1',
    },
  );
  assert.deepEqual(answer('GetObject', { Body: Buffer.from('x') }).headers, [
    'x-amz-request-id',
    'request-1',
    'Content-Type',
    'binary/octet-stream',
  ]);
});

test('an error: what S3 says besides the message, and the region it names in a header', () => {
  const sent = new AwsError('NoSuchKey', 'The specified key does not exist.', 404, {
    fields: { Key: 'a<b' },
  });
  const response = serializeError('rest-xml', s3, sent, 'request-1');
  assert.equal(
    response.body,
    `${declaration}<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message>` +
      '<Key>a&lt;b</Key><RequestId>request-1</RequestId></Error>',
  );
  const read = parseError(s3, received(String(response.body), { 'x-amz-bucket-region': 'eu-west-1' }, 404));
  assert.deepEqual(
    [read.code, read.message, read.status, read.fields],
    ['NoSuchKey', sent.message, 404, { Region: 'eu-west-1', Key: 'a<b' }],
  );
});

test('an error inside another element, one without a body, and one that is no XML', () => {
  const wrapped =
    '<ErrorResponse><Error><Code>Throttling</Code><Message>slow</Message></Error></ErrorResponse>';
  assert.equal(parseError(s3, received(wrapped, {}, 400)).code, 'Throttling');
  assert.deepEqual(
    [parseError(s3, received('', {}, 404)).code, parseError(s3, received('', {}, 404)).status],
    ['UnknownError', 404],
  );
  assert.equal(parseError(s3, received('{"a":1}', {}, 503)).code, 'InternalFailure');
});

test('a document of one long tag is read once, whether the tag ends or not', () => {
  const long = 'a'.repeat(2_000_000);
  const acl = (tag: string) => parseOutput(s3, 'GetBucketAcl', received(`<A><AccessControlList>${tag}`));
  for (const tag of [`<${long}`, `<Grant ${long}`, `<Grant ${' '.repeat(2_000_000)}`])
    assert.throws(() => acl(tag), { code: 'InternalFailure' });
  const grantee = `<Grant><Grantee ${long} xsi:type = 'Group'/></Grant></AccessControlList></A>`;
  assert.deepEqual(acl(grantee), { Grants: [{ Grantee: { Type: 'Group' } }] });
});

test('a body that is no XML is refused as such', () => {
  const match = matchOf('POST', '/b', 'delete');
  const head = { method: 'POST', path: '/b', query: 'delete', headers: {} };
  for (const body of ['{', '<Delete>', '<Delete></Object>', '<!DOCTYPE a><Delete/>', '<Delete a="<"/>'])
    assert.throws(() => parseInput(match, head, Buffer.from(body)), { code: 'SerializationException' }, body);
});
