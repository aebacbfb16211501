import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AccessDeniedException, createIdentifyCaller, type IamMode, presignUrl, signRequest } from '#access';
import { VirtualClock } from '#ambient';
import { type CallContext, defineService, notImplemented, type Operation, type Service } from '#service';
import { createDispatch } from '#services';
import { AwsError, BodyTooLarge, type HttpRequest, loadModel } from '#wire';
import { awsDoor } from './aws-door.ts';
import { BodyIncomplete } from './body-reader.ts';
import { foldHeaders } from './headers.ts';

const root = {
  accessKeyId: 'AKIAABCDEFGHIJKLMNOP',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const models = ['apigateway', 'apigatewayv2', 'lambda', 'logs', 'sts'].map(loadModel);

type Input = Readonly<Record<string, unknown>>;
type Handled = { readonly input: Input; readonly context: CallContext };
type AnyOperation = Operation<undefined, Input, unknown>;
type AnyOperations = Record<string, { input: Input; output: unknown }>;

/** A door over real models, whose operations are the test's. */
function openDoor(
  mode: IamMode,
  operations: Readonly<Record<string, (handled: Handled) => unknown>>,
  more: { readonly body?: AnyOperation['body']; readonly fields?: readonly string[] } = {},
) {
  const clock = new VirtualClock();
  const logged: { level: string; line: string; fields: unknown }[] = [];
  const at = (level: string) => (line: string, fields?: unknown) => void logged.push({ level, line, fields });
  const log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  const services = new Map<string, Service>();
  for (const [name, handle] of Object.entries(operations)) {
    const [id = '', operation = ''] = name.split(':');
    const entry: AnyOperation = {
      fields: more.fields ?? ['FunctionName', 'Payload', 'logGroupNamePrefix'],
      permission: () => ({ action: name, resource: '*' }),
      ...(more.body === undefined ? {} : { body: more.body }),
      handle: async (_room, input, context) => handle({ input, context }),
    };
    const table = { [operation]: entry, GetPolicy: notImplemented('no policies') };
    services.set(id, defineService<AnyOperations, undefined>({ id, table, room: undefined }));
  }
  const door = awsDoor({
    models,
    dispatcher: createDispatch({ services, authorize: () => ({ allowed: true }), log }),
    identifyCaller: createIdentifyCaller({ mode, root, clock }),
    clock,
    log,
    endpoint: () => 'http://127.0.0.1:4566',
  });
  return { door, clock, logged };
}

type Sent = {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly failure?: Error;
};

const requestId = '11111111-2222-4333-8444-555555555555';

function requestOf({
  method = 'GET',
  path = '/',
  query = '',
  headers = {},
  body = '',
  failure,
}: Sent): HttpRequest {
  const rawHeaders = Object.entries({ host: 'localhost:4566', ...headers }).flat();
  return {
    id: requestId,
    method,
    path,
    query,
    rawHeaders,
    headers: foldHeaders(rawHeaders),
    host: 'localhost',
    sourceIp: '127.0.0.1',
    protocol: 'HTTP/1.1',
    secure: false,
    receivedAtMs: 7,
    async readBody(bytesMax) {
      if (failure !== undefined) throw failure;
      if (body.length > bytesMax) throw new BodyTooLarge(bytesMax);
      return Buffer.from(body);
    },
    onAbort() {},
  };
}

async function serve(door: ReturnType<typeof openDoor>['door'], sent: Sent) {
  const { status, headers, body } = await door.serve(requestOf(sent));
  return { status, headers: foldHeaders(headers), body: String(body) };
}

function signed(service: string, sent: Sent, nowMs: number, credentials = root): Sent {
  const { method = 'GET', path = '/', query = '', headers = {}, body = '' } = sent;
  const own = { host: 'localhost:4566', ...headers };
  const signing = { credentials, region: 'eu-west-1', service, nowMs };
  return { ...sent, headers: signRequest({ method, path, query, headers: own, body, ...signing }) };
}

const getFunction: Sent = { path: '/2015-03-31/functions/f' };
const whoAmI: Sent = {
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
  body: 'Action=GetCallerIdentity&Version=2011-06-15',
};
const describeLogGroups: Sent = {
  method: 'POST',
  headers: {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'Logs_20140328.DescribeLogGroups',
  },
  body: '{}',
};

test('a REST call runs with its input, caller and context', async () => {
  const calls: Handled[] = [];
  const { door, clock, logged } = openDoor('enforce', {
    'lambda:GetFunction': (handled) => {
      calls.push(handled);
      handled.context.responseHeaders?.push('X-Amzn-Trace-Id', 'Root=1-2-3;Sampled=0');
      return { Configuration: { FunctionName: 'f' } };
    },
  });
  const traced = { ...getFunction, headers: { 'x-amzn-trace-id': 'Root=1-2-3' } };
  const answer = await serve(door, signed('lambda', traced, clock.now()));
  assert.deepEqual([answer.status, answer.headers['x-amzn-requestid']], [200, requestId]);
  assert.deepEqual(JSON.parse(answer.body), { Configuration: { FunctionName: 'f' } });
  assert.equal(answer.headers['x-lambent-would-deny'], undefined);
  assert.equal(answer.headers['x-amzn-trace-id'], 'Root=1-2-3;Sampled=0', 'which the operation added');
  const [{ input, context } = assert.fail('not called')] = calls;
  assert.equal(input.FunctionName, 'f');
  const { wouldDeny: _, responseHeaders: _headers, ...rest } = context;
  assert.deepEqual(rest, {
    requestId,
    account: '000000000000',
    region: 'eu-west-1',
    caller: {
      type: 'root',
      account: '000000000000',
      arn: 'arn:aws:iam::000000000000:root',
      userId: '000000000000',
      accessKeyId: root.accessKeyId,
      verified: true,
    },
    receivedAtMs: 7,
    traceId: 'Root=1-2-3',
    endpoint: 'http://127.0.0.1:4566',
  });
  assert.deepEqual(logged, []);
});

test('query calls: as a form, and as a GET that was presigned', async () => {
  const { door, clock } = openDoor('enforce', {
    'sts:GetCallerIdentity': ({ context: { caller } }) => ({
      Account: caller.account,
      Arn: caller.arn,
      UserId: caller.userId,
    }),
  });
  const [path = '', query = ''] = presignUrl({
    method: 'GET',
    path: '/',
    query: 'Action=GetCallerIdentity&Version=2011-06-15',
    headers: { host: 'localhost:4566' },
    expiresSeconds: 60,
    credentials: root,
    region: 'us-east-1',
    service: 'sts',
    nowMs: clock.now(),
  }).split('?');
  for (const sent of [signed('sts', whoAmI, clock.now()), { path, query }]) {
    const { status, body } = await serve(door, sent);
    assert.equal(status, 200, body);
    assert.match(body, /<Arn>arn:aws:iam::000000000000:root<\/Arn>/);
  }
});

test('enforce refuses before anything runs, in the words of each protocol', async () => {
  const never = () => assert.fail('must not run');
  const { door, clock } = openDoor('enforce', {
    'lambda:GetFunction': never,
    'sts:GetCallerIdentity': never,
    'logs:DescribeLogGroups': never,
  });
  const forged = { ...root, secretAccessKey: 'another' };
  const unread = { failure: new Error('the body must not be read') };

  const nobody = await serve(door, { ...getFunction, ...unread });
  assert.deepEqual(
    [nobody.status, nobody.headers['x-amzn-errortype']],
    [403, 'MissingAuthenticationTokenException'],
  );
  assert.equal(nobody.body, '{"message":"Missing Authentication Token"}');

  const stranger = { accessKeyId: 'test', secretAccessKey: 'test' };
  const json = await serve(door, { ...signed('logs', describeLogGroups, clock.now(), stranger), ...unread });
  assert.equal(json.status, 400);
  assert.equal(JSON.parse(json.body).__type, 'UnrecognizedClientException');

  const query = await serve(door, { ...signed('sts', whoAmI, clock.now(), forged), ...unread });
  assert.equal(query.status, 403);
  assert.match(query.body, /<Type>Sender<\/Type><Code>SignatureDoesNotMatch<\/Code>/);

  const swapped = await serve(door, { ...signed('sts', whoAmI, clock.now()), body: `${whoAmI.body}&x=1` });
  assert.match(swapped.body, /<Code>SignatureDoesNotMatch<\/Code>/);

  const late = await serve(door, signed('lambda', getFunction, clock.now() - 301_000));
  assert.match(late.body, /Signature expired: .* - 5 min\.\)/);

  const elsewhere = await serve(door, signed('sts', describeLogGroups, clock.now()));
  assert.match(elsewhere.body, /Credential should be scoped to correct service: 'logs'\./);
});

test('audit admits and reports, in the log once a minute and in a header that no text can break', async () => {
  const { door, clock, logged } = openDoor('audit', {
    'sts:GetCallerIdentity': ({ context }) => {
      context.wouldDeny('no policy\r\nset-cookie: é');
      return { Account: context.account };
    },
  });
  const answer = await serve(door, whoAmI);
  assert.equal(answer.status, 200);
  assert.match(answer.body, /<Account>000000000000<\/Account>/);
  const header =
    'MissingAuthenticationToken: Request is missing Authentication Token; no policy??set-cookie: ?';
  assert.equal(answer.headers['x-lambent-would-deny'], header);
  const lines = () => logged.filter(({ level }) => level === 'warn').map(({ line }) => line);
  const missing =
    'AWS would refuse sts:GetCallerIdentity: MissingAuthenticationToken: Request is missing Authentication Token';
  assert.equal(lines()[0], missing);
  assert.equal(lines().length, 2);
  await serve(door, whoAmI);
  assert.equal(lines().length, 2, 'not again within the minute');
  await clock.advance(60_000);
  await serve(door, whoAmI);
  assert.equal(lines().length, 4);
});

test('reports are bounded in number and length, and also come with errors', async () => {
  const { door } = openDoor('audit', {
    'lambda:GetFunction': ({ context }) => {
      for (let index = 0; index < 1000; index++) context.wouldDeny(`reason ${index} ${'x'.repeat(100)}`);
      throw new AwsError('ResourceNotFoundException', 'Function not found', 404);
    },
  });
  const answer = await serve(door, getFunction);
  assert.equal(answer.status, 404);
  assert.equal(answer.headers['x-lambent-would-deny']?.length, 512);
});

test('audit: a key id of 12 digits names the account, the scope the region; nothing is reported', async () => {
  const { door } = openDoor('audit', {
    'sts:GetCallerIdentity': ({ context }) => ({ Account: context.account, Arn: context.region }),
  });
  const someone = { accessKeyId: '123456789012', secretAccessKey: 'x' };
  const answer = await serve(door, signed('sts', whoAmI, 0, someone));
  assert.match(
    answer.body,
    /<Account>123456789012<\/Account><Arn>eu-west-1<\/Arn>|<Arn>eu-west-1<\/Arn><Account>123456789012<\/Account>/,
  );
  assert.equal(answer.headers['x-lambent-would-deny'], undefined);
});

test('a request that calls no operation', async () => {
  const { door } = openDoor('audit', {});
  const rest = await serve(door, { path: '/2015-03-31/nothing' });
  assert.deepEqual([rest.status, rest.headers['x-amzn-errortype']], [404, 'UnknownOperationException']);
  const target = { ...describeLogGroups.headers, 'x-amz-target': 'Logs_20140328.Nothing' };
  const json = await serve(door, { ...describeLogGroups, headers: target });
  assert.deepEqual([json.status, JSON.parse(json.body).__type], [400, 'UnknownOperationException']);
  for (const sent of [
    { ...whoAmI, body: 'Action=Nothing&Version=1' },
    { query: 'Action=Nothing&Version=1' },
  ]) {
    const query = await serve(door, sent);
    assert.equal(query.status, 400);
    assert.match(
      query.body,
      /<Code>InvalidAction<\/Code><Message>Could not find operation Nothing for version 1</,
    );
  }
});

test('what is not implemented answers 501 by name: operations, services, fields, encodings, protocols', async () => {
  const { door } = openDoor('audit', { 'lambda:GetFunction': () => assert.fail('must not run') });
  const refused = async (sent: Sent): Promise<string> => {
    const { status, headers, body } = await serve(door, sent);
    assert.deepEqual([status, headers['x-amzn-errortype']], [501, 'NotImplementedException']);
    return String(JSON.parse(body).message ?? JSON.parse(body).Message);
  };
  assert.equal(
    await refused({ path: '/2015-03-31/functions/f/policy' }),
    'Lambent does not implement lambda:GetPolicy (no policies).',
  );
  assert.equal(await refused({ path: '/v2/apis' }), 'Lambent does not implement apigatewayv2:GetApis.');
  assert.equal(
    await refused({ ...getFunction, query: 'Qualifier=1' }),
    'Lambent does not implement the field Qualifier of lambda:GetFunction.',
  );
  assert.equal(
    await refused({
      ...getFunction,
      headers: { 'content-encoding': 'gzip' },
      failure: new Error('not read'),
    }),
    'Lambent does not implement request bodies with content-encoding gzip.',
  );
  assert.match(
    await refused({ ...getFunction, headers: { 'smithy-protocol': 'rpc-v2-cbor' } }),
    /rpc-v2-cbor/,
  );
});

test('bodies: the operation’s limit and words, or the general ones, and those that do not arrive', async () => {
  const invoke: Sent = { method: 'POST', path: '/2015-03-31/functions/f/invocations', body: '{"a":1}' };
  const run = ({ input }: Handled) => ({ StatusCode: 200, Payload: input.Payload });
  const { door } = openDoor('audit', { 'lambda:Invoke': run });
  assert.deepEqual((await serve(door, invoke)).body, '{"a":1}');
  const huge = await serve(door, { ...invoke, failure: new BodyTooLarge(10_485_760) });
  assert.deepEqual([huge.status, huge.headers['x-amzn-errortype']], [413, 'RequestEntityTooLargeException']);
  assert.match(huge.body, /Request must be smaller than 10485760 bytes/);
  const gone = await serve(door, { ...invoke, failure: new BodyIncomplete('the client went away') });
  assert.equal(gone.status, 400);
  const body = { bytesMax: 3, tooLarge: () => new AwsError('RequestTooLargeException', 'three', 413) };
  const own = await serve(openDoor('audit', { 'lambda:Invoke': run }, { body }).door, invoke);
  assert.deepEqual([own.status, own.headers['x-amzn-errortype']], [413, 'RequestTooLargeException']);
  const form = await serve(door, { ...whoAmI, body: 'x'.repeat(1024 * 1024 + 1) });
  assert.equal(form.status, 413);
});

test('bad input is the wire’s to refuse, before anything runs', async () => {
  const { door } = openDoor('audit', { 'logs:DescribeLogGroups': () => assert.fail('must not run') });
  const garbled = await serve(door, { ...describeLogGroups, body: '{' });
  assert.deepEqual([garbled.status, JSON.parse(garbled.body).__type], [400, 'SerializationException']);
  const invalid = await serve(door, { ...describeLogGroups, body: '{"logGroupNamePrefix":"a b"}' });
  assert.equal(invalid.status, 400);
  assert.match(
    invalid.body,
    /1 validation error detected: Value 'a b' at 'logGroupNamePrefix' failed to satisfy constraint/,
  );
});

test('a refusal has each protocol’s code and status', async () => {
  const deny = () => {
    throw new AccessDeniedException('User: x is not authorized');
  };
  const { door } = openDoor('audit', {
    'lambda:GetFunction': deny,
    'sts:GetCallerIdentity': deny,
    'logs:DescribeLogGroups': deny,
  });
  const rest = await serve(door, getFunction);
  assert.deepEqual([rest.status, rest.headers['x-amzn-errortype']], [403, 'AccessDeniedException']);
  const json = await serve(door, describeLogGroups);
  assert.deepEqual([json.status, JSON.parse(json.body).__type], [400, 'AccessDeniedException']);
  const query = await serve(door, whoAmI);
  assert.equal(query.status, 403);
  assert.match(query.body, /<Code>AccessDenied<\/Code>/);
});

test('a bug is a 500 without its details, which the log has with the request id', async () => {
  const bug = () => {
    throw new TypeError('secret detail');
  };
  const { door, logged } = openDoor('audit', { 'lambda:GetFunction': bug, 'sts:GetCallerIdentity': bug });
  const rest = await serve(door, getFunction);
  assert.deepEqual([rest.status, rest.headers['x-amzn-errortype']], [500, 'ServiceException']);
  const query = await serve(door, whoAmI);
  assert.equal(query.status, 500);
  assert.match(query.body, /<Type>Receiver<\/Type><Code>InternalFailure<\/Code>/);
  for (const { body } of [rest, query])
    assert.ok(!body.includes('secret detail') && !body.includes('aws-door'));
  const errors = logged.filter(({ level }) => level === 'error');
  assert.deepEqual(
    errors.map(({ line }) => line),
    ['lambda:GetFunction failed', 'sts:GetCallerIdentity failed'],
  );
  for (const { fields } of errors) {
    assert.ok(typeof fields === 'object' && fields !== null && 'requestId' in fields && 'error' in fields);
    assert.equal(fields.requestId, requestId);
    assert.ok(fields.error instanceof TypeError);
  }
});
