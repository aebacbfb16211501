/** Calls through dispatch to a server of the test's own that speaks S3 and checks signatures. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Caller, createAuthorize, type IamMode } from '#access';
import { type Clock, systemClock, VirtualClock } from '#ambient';
import type { CallContext, Service, ServiceDependencies } from '#service';
import { createDispatch } from '#services';
import { openS3Server, refuse, s3Credentials } from '../../../conformance/s3-server.ts';
import { type ExternalEndpoints, externalService } from './index.ts';
import {
  answerWithinMs,
  callsMax,
  documentBytesMax,
  errorBytesMax,
  headWithinMs,
  objectBytesMax,
} from './limits.ts';

const root: Caller = {
  type: 'root',
  account: '000000000000',
  arn: 'arn:aws:iam::000000000000:root',
  userId: '000000000000',
  verified: true,
};

const context: CallContext = {
  requestId: '00000000-0000-4000-8000-000000000001',
  account: '000000000000',
  region: 'eu-west-1',
  caller: root,
  receivedAtMs: 0,
  endpoint: 'http://127.0.0.1:4566',
  wouldDeny: () => assert.fail('nothing would be denied'),
};

/** The service s3 behind dispatch. `logged` are its warnings. */
async function open(
  t: TestContext,
  external: Partial<ExternalEndpoints>,
  { clock = systemClock(), mode = 'audit' }: { readonly clock?: Clock; readonly mode?: IamMode } = {},
) {
  const logged: string[] = [];
  const log = { debug() {}, info() {}, warn: (line: string) => void logged.push(line), error() {} };
  const dependencies = { clock, log } as unknown as ServiceDependencies;
  const endpoints = { endpoints: new Map(), credentials: s3Credentials, ...external };
  const service = await externalService('s3', endpoints)(dependencies);
  t.after(() => service.close());
  const services = new Map<string, Service>([['s3', service]]);
  const { call } = createDispatch({ services, authorize: createAuthorize(mode), log });
  const get = (input: object = {}, as: Partial<CallContext> = {}) =>
    call('s3', 'GetObject', { Bucket: 'b', Key: 'k', ...input }, { ...context, ...as });
  return { call, get, logged, service };
}

async function openWithS3(t: TestContext, options: Parameters<typeof open>[2] = {}, path = '') {
  const s3 = await openS3Server();
  t.after(() => s3.close());
  const endpoints = new Map([['s3', new URL(s3.endpoint + path)]]);
  return { s3, ...(await open(t, { endpoints }, options)) };
}

test('an object is got with a right signature, whatever its key, and in the version asked for', async (t) => {
  const { s3, get, logged } = await openWithS3(t);
  const keys = ['k', "a b/ü/%/+!'()*", 'a//b/../c/', '/'];
  for (const key of keys) s3.put('b', key, 'v1', Buffer.from(`old ${key}`));
  for (const key of keys) s3.put('b', key, 'v 2', Buffer.from(`new ${key}`));
  for (const Key of keys) {
    assert.equal(String((await get({ Key })).Body), `new ${Key}`);
    assert.equal(String((await get({ Key, VersionId: 'v1' })).Body), `old ${Key}`);
  }
  assert.equal((await get()).VersionId, 'v 2');
  assert.deepEqual(logged, []);
});

test('an endpoint may have a path of its own', async (t) => {
  const { s3, get } = await openWithS3(t, {}, '/behind/a/proxy/');
  s3.put('behind', 'a/proxy/b/k', 'v1', Buffer.from('x'));
  assert.equal(String((await get()).Body), 'x');
});

test('the service’s own error comes through with code, message and status', async (t) => {
  const { s3, get, logged } = await openWithS3(t);
  await assert.rejects(get(), {
    code: 'NoSuchBucket',
    message: 'The specified bucket does not exist',
    status: 404,
  });
  s3.put('b', 'other', 'v1', Buffer.alloc(0));
  await assert.rejects(get(), { code: 'NoSuchKey', status: 404 });
  assert.deepEqual(logged, [], 'a mistake of the caller is none of the operator’s');
});

test('a redirect is an answer: nothing follows it', async (t) => {
  const { s3, get } = await openWithS3(t);
  s3.misbehave = (_request, response) =>
    refuse(response, 301, 'PermanentRedirect', 'Elsewhere.', {
      location: `${s3.endpoint}/elsewhere`,
      'x-amz-bucket-region': 'us-west-2',
    });
  await assert.rejects(get(), { code: 'PermanentRedirect', status: 301, fields: { Region: 'us-west-2' } });
  assert.equal(s3.requests.length, 1);
});

test('credentials that the service refuses are the operator’s to mend, and are not printed', async (t) => {
  const credentials = { ...s3Credentials, secretAccessKey: 'wrong/secret' };
  const s3 = await openS3Server();
  t.after(() => s3.close());
  const { get, logged } = await open(t, { endpoints: new Map([['s3', new URL(s3.endpoint)]]), credentials });
  await assert.rejects(get(), { code: 'SignatureDoesNotMatch', status: 403 });
  assert.deepEqual(logged, [
    `s3 at ${s3.endpoint}, GetObject: 403 SignatureDoesNotMatch, The request signature does not match.`,
  ]);
});

test('nobody listens: unavailable to the caller, and why to the operator', async (t) => {
  const { s3, get, logged } = await openWithS3(t);
  await s3.close();
  await assert.rejects(get(), {
    code: 'ServiceUnavailable',
    message: 'The service could not be reached.',
    status: 503,
  });
  assert.equal(logged.length, 1);
  assert.match(String(logged[0]), /^s3 at http:\/\/127\.0\.0\.1:\d+, GetObject: connect ECONNREFUSED/);
});

test('an answer that is not understood, or cut short', async (t) => {
  const { s3, call, get, logged } = await openWithS3(t);
  s3.misbehave = (_request, response) => void response.writeHead(502).end('<html><br></html>');
  await assert.rejects(get(), { code: 'InternalFailure', status: 502 });
  s3.misbehave = (_request, response) => void response.writeHead(404).end('{"no": "XML"}');
  await assert.rejects(get(), { code: 'InternalFailure', status: 404 });
  s3.misbehave = (_request, response) => void response.writeHead(200).end('<ListBucketResult><Contents>');
  await assert.rejects(call('s3', 'ListObjectsV2', { Bucket: 'b' }, context), { code: 'InternalFailure' });
  s3.misbehave = (request) => void request.socket.end('what is that\r\n\r\n');
  await assert.rejects(get(), { code: 'ServiceUnavailable' });
  s3.misbehave = (request, response) => {
    response.writeHead(200, { 'content-length': '10' }).write('half');
    setImmediate(() => request.socket.destroy());
  };
  await assert.rejects(get(), { code: 'ServiceUnavailable' });
  assert.equal(logged.length, 5, logged.join('\n'));
  for (const line of logged) assert.ok(!line.includes('\n'), line);
});

test('an answer that is too large is not read: announced or not, an object or a document', async (t) => {
  const { s3, call, get } = await openWithS3(t);
  s3.misbehave = (_request, response) =>
    void response.writeHead(200, { 'content-length': objectBytesMax + 1 }).write('x');
  await assert.rejects(get(), { code: 'EntityTooLarge', status: 400 });
  const endless = Buffer.alloc(1024 * 1024, 'x');
  let written = 0;
  s3.misbehave = (request, response) => {
    const more = () => {
      written += endless.length;
      if (!request.socket.destroyed) response.write(endless, more);
    };
    more();
  };
  await assert.rejects(call('s3', 'ListObjectsV2', { Bucket: 'b' }, context), { code: 'EntityTooLarge' });
  assert.ok(written < 8 * documentBytesMax, `${written} bytes`);
});

test('an error that is too large is no answer, and a long message is cut for the log', async (t) => {
  const { s3, get, logged } = await openWithS3(t);
  s3.misbehave = (_request, response) =>
    void response.writeHead(404).end(Buffer.alloc(errorBytesMax + 1, 'x'));
  await assert.rejects(get(), { code: 'ServiceUnavailable' });
  const long = 'x'.repeat(10_000);
  s3.misbehave = (_request, response) => refuse(response, 500, 'InternalError', long);
  await assert.rejects(get(), { code: 'InternalError', message: long });
  assert.match(String(logged[0]), /: the error, of status 404, is larger than 65536 bytes$/);
  assert.match(String(logged[1]), /: 500 InternalError, x{500}$/);
});

test('an answer that does not come, or not to its end, is given up in time', async (t) => {
  const clock = new VirtualClock();
  const { s3, get, logged } = await openWithS3(t, { clock });
  for (const [status, withinMs] of [
    [undefined, headWithinMs],
    [200, answerWithinMs],
  ] as const) {
    const asked = Promise.withResolvers<void>();
    s3.misbehave = (_request, response) => {
      if (status !== undefined) response.writeHead(status).write('x', () => asked.resolve());
      else asked.resolve();
    };
    const answer = get();
    const refused = assert.rejects(answer, { code: 'ServiceUnavailable' });
    await asked.promise;
    if (status !== undefined) await untilRead(clock);
    await clock.advance(withinMs);
    await refused;
  }
  assert.match(String(logged[0]), /: no answer within 20 s$/);
  assert.match(String(logged[1]), /: no whole answer within 300 s$/);
  assert.equal(clock.pending, 0);
});

/** The head has come once only the timer of the whole answer is left. */
async function untilRead(clock: VirtualClock): Promise<void> {
  while (clock.pending > 1) await new Promise((resolve) => setImmediate(resolve));
}

test('more calls at once than the bound are refused, and closing gives up those under way', async (t) => {
  const { s3, get, service } = await openWithS3(t);
  const all = Promise.withResolvers<void>();
  s3.misbehave = () => {
    if (s3.requests.length === callsMax) all.resolve();
  };
  const underWay = Array.from({ length: callsMax }, () => get());
  const givenUp = Promise.allSettled(underWay);
  await assert.rejects(get(), { code: 'SlowDown', status: 503 });
  await all.promise;
  await service.close();
  for (const settled of await givenUp) assert.equal(settled.status, 'rejected');
});

test('whose permission is asked: the object’s, and of operations that nobody listed everything’s', async (t) => {
  const asked: unknown[] = [];
  const { service } = await open(t, { endpoints: new Map([['s3', new URL('http://127.0.0.1:1')]]) });
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const { call } = createDispatch({
    services: new Map([['s3', service]]),
    authorize: (_caller, permission) => {
      asked.push(permission);
      return { allowed: false, reason: 'no' };
    },
    log,
  });
  const refused = { code: 'AccessDeniedException', message: 'no' };
  await assert.rejects(call('s3', 'GetObject', { Bucket: 'b', Key: 'k' }, context), refused);
  await assert.rejects(call('s3', 'GetObject', { Bucket: 'b', Key: 'k', VersionId: 'v' }, context), refused);
  await assert.rejects(call('s3', 'ListBuckets', {}, context), refused);
  assert.deepEqual(asked, [
    { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', isElsewhere: true },
    { action: 's3:GetObjectVersion', resource: 'arn:aws:s3:::b/k', isElsewhere: true },
    { action: 's3:ListBuckets', resource: '*', isElsewhere: true },
  ]);
});

test('enforce: root may, a user without policies may not and sends nothing', async (t) => {
  const { s3, get } = await openWithS3(t, { mode: 'enforce' });
  s3.put('b', 'k', 'v1', Buffer.from('x'));
  assert.equal(String((await get()).Body), 'x');
  const user: Caller = { ...root, type: 'user', arn: 'arn:aws:iam::000000000000:user/u' };
  await assert.rejects(get({}, { caller: user }), { code: 'AccessDeniedException' });
  await assert.rejects(get({}, { caller: { ...root, verified: false } }), { code: 'AccessDeniedException' });
  assert.equal(s3.requests.length, 1);
});

test('without an endpoint every call is refused by the name of the setting, and event streams with one too', async (t) => {
  const { get, call } = await open(t, { credentials: undefined });
  await assert.rejects(get(), {
    code: 'NotImplementedException',
    message: 'Lambent does not implement s3:GetObject (it is called where --endpoints s3=URL says).',
  });
  const { call: callSomewhere } = await open(t, {
    endpoints: new Map([['s3', new URL('http://127.0.0.1:1')]]),
  });
  await assert.rejects(callSomewhere('s3', 'SelectObjectContent', {} as never, context), {
    message: 'Lambent does not implement s3:SelectObjectContent (it streams events).',
  });
  await assert.rejects(call('s3', 'Nothing' as 'GetObject', { Bucket: 'b', Key: 'k' }, context), {
    message: 'Lambent does not implement s3:Nothing.',
  });
});
