/** Requests to function URLs that the control plane made, with a function that the test plays. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAuthorize, createIdentifyCaller, type IamMode, signRequest } from '#access';
import type { HttpResponse } from '#wire';
import { InvalidRuntimeException, TooManyRequestsException } from '../errors.ts';
import type { InvokeRequest } from '../invoke/invoke.ts';
import { payloadBytesMax } from '../invoke/limits.ts';
import { arnOf, type ControlPlane, region, withControlPlane } from '../operations/control-room.fixture.ts';
import { functionUrlDoor } from './door.ts';
import { type Asked, requestOf } from './request.fixture.ts';
import { indexUrls } from './url-index.ts';

const root = {
  accessKeyId: 'AKIAABCDEFGHIJKLMNOP',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const forbidden =
  '{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}';
const requestId = '11111111-2222-4333-8444-555555555555';

type Answer = { readonly status: number; readonly headers: Record<string, string>; readonly body: string };

type World = {
  readonly plane: ControlPlane;
  /** What the function was invoked with. */
  readonly invoked: InvokeRequest[];
  readonly logged: string[];
  /** What the function returns, as JSON; or a failure of the platform. */
  result: string | Error;
  functionError: 'Unhandled' | undefined;
  ask(asked: Asked): Promise<Answer>;
  /** Makes a URL and gives its host. */
  url(input: object): Promise<string>;
  permit(input: object): Promise<void>;
};

async function withUrls(mode: IamMode, use: (world: World) => Promise<void>): Promise<void> {
  await withControlPlane(async (plane) => {
    await plane.create('fn');
    const logged: string[] = [];
    const invoked: InvokeRequest[] = [];
    const { clock } = plane;
    const door = functionUrlDoor({
      ...plane.room,
      log: { ...plane.room.log, warn: (line) => void logged.push(line) },
      invoker: {
        ...plane.room.invoker,
        async invoke(_record, version, request) {
          invoked.push(request);
          if (world.result instanceof Error) throw world.result;
          const { functionError } = world;
          return {
            payload: Buffer.from(world.result),
            executedVersion: version.version,
            ...(functionError === undefined ? {} : { functionError }),
          };
        },
      },
      authorize: createAuthorize(mode),
      identifyCaller: createIdentifyCaller({ mode, root, clock }),
    });
    const world: World = {
      plane,
      invoked,
      logged,
      result: '{"ok":true}',
      functionError: undefined,
      async ask(asked) {
        const request = requestOf(asked);
        assert.ok(door.claims(request));
        return toAnswer(await door.serve(request));
      },
      async url(input) {
        const { json } = await plane.call('CreateFunctionUrlConfig', { FunctionName: 'fn', ...input });
        return new URL(json.FunctionUrl).host;
      },
      async permit(input) {
        const answer = await plane.call('AddPermission', { FunctionName: 'fn', Principal: '*', ...input });
        assert.equal(answer.status, 201, answer.text);
      },
    };
    await use(world);
  });
}

function toAnswer({ status, headers, body }: HttpResponse): Answer {
  const named: Record<string, string> = {};
  for (let at = 0; at < headers.length; at += 2) {
    const name = (headers[at] ?? '').toLowerCase();
    named[name] = named[name] === undefined ? (headers[at + 1] ?? '') : `${named[name]} & ${headers[at + 1]}`;
  }
  return { status, headers: named, body: Buffer.from(body as Uint8Array).toString() };
}

const mayUrl = { StatementId: 'url', Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' };
const mayInvoke = { StatementId: 'invoke', Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true };

test('a public URL invokes the function once both permissions are there', () =>
  withUrls('enforce', async (world) => {
    const host = await world.url({ AuthType: 'NONE' });
    const refused = await world.ask({ host });
    assert.deepEqual(
      [refused.status, refused.body, refused.headers['x-amzn-errortype']],
      [403, forbidden, 'AccessDeniedException'],
    );
    await world.ask({ host });
    assert.equal(world.logged.length, 1, 'the log says it once');
    await world.permit(mayUrl);
    assert.equal((await world.ask({ host })).status, 403);
    await world.permit(mayInvoke);
    const answer = await world.ask({ host, url: '/a?b=c', headers: ['X-Amzn-Trace-Id', 'Root=1-a'] });
    assert.deepEqual(answer, {
      status: 200,
      headers: {
        'content-type': 'application/json',
        'x-amzn-trace-id': 'Root=1-a;Lineage=1:c58ffd03:0',
        'x-amzn-requestid': requestId,
      },
      body: '{"ok":true}',
    });
    const [{ payload, ...request } = assert.fail('not invoked')] = world.invoked;
    assert.deepEqual(request, {
      requestId,
      invokedFunctionArn: arnOf('fn'),
      traceId: 'Root=1-a;Lineage=1:c58ffd03:0',
      logTail: false,
    });
    assert.equal(JSON.parse(Buffer.from(payload).toString()).rawPath, '/a');
    assert.equal(world.invoked.length, 1);
  }));

test('what is permitted for signed calls is not permitted for unsigned ones', () =>
  withUrls('enforce', async (world) => {
    const host = await world.url({ AuthType: 'NONE' });
    await world.permit({ ...mayUrl, FunctionUrlAuthType: 'AWS_IAM' });
    await world.permit(mayInvoke);
    assert.equal((await world.ask({ host })).body, forbidden);
    assert.equal(world.invoked.length, 0);
  }));

test('audit invokes and reports', () =>
  withUrls('audit', async (world) => {
    const host = await world.url({ AuthType: 'NONE' });
    const { status, headers } = await world.ask({ host });
    assert.equal(status, 200);
    assert.match(
      headers['x-lambent-would-deny'] ?? '',
      /anonymous is not authorized.*InvokeFunctionUrl.*; .*InvokeFunction /,
    );
    assert.match(world.logged[0] ?? '', /^AWS would refuse this invocation: User: anonymous/);
    const signedHost = await world.url({ AuthType: 'AWS_IAM', ...(await alias(world.plane)) });
    const signed = await world.ask({ host: signedHost });
    assert.match(signed.headers['x-lambent-would-deny'] ?? '', /^MissingAuthenticationTokenException: /);
    const elsewhere = await world.ask(signedBy(world, { host: signedHost }, { region: 'us-east-1' }));
    assert.equal(elsewhere.status, 200);
    assert.match(elsewhere.headers['x-lambent-would-deny'] ?? '', /valid region, not 'us-east-1'/);
  }));

/** An alias of a published version. */
async function alias(plane: ControlPlane) {
  await plane.call('PublishVersion', { FunctionName: 'fn' });
  await plane.call('CreateAlias', { FunctionName: 'fn', Name: 'live', FunctionVersion: '1' });
  return { Qualifier: 'live' };
}

test('the URL of an alias has the policy of the alias, and ends with it', () =>
  withUrls('enforce', async (world) => {
    const Qualifier = await alias(world.plane);
    const host = await world.url({ AuthType: 'NONE', ...Qualifier });
    await world.permit(mayUrl);
    await world.permit(mayInvoke);
    assert.equal((await world.ask({ host })).status, 403);
    await world.permit({ ...mayUrl, ...Qualifier });
    await world.permit({ ...mayInvoke, ...Qualifier });
    assert.equal((await world.ask({ host })).status, 200);
    assert.equal(world.invoked[0]?.invokedFunctionArn, arnOf('fn:live'));
    await world.plane.call('DeleteAlias', { FunctionName: 'fn', Name: 'live' });
    const { status, body } = await world.ask({ host });
    assert.deepEqual([status, body], [403, forbidden]);
  }));

function signedBy(world: World, asked: Asked & { readonly host: string }, scope: object = {}): Asked {
  const { method = 'GET', url = '/', host, body = '' } = asked;
  const [path = '', query = ''] = url.split('?', 2);
  const nowMs = world.plane.clock.now();
  const signing = { credentials: root, region, service: 'lambda', nowMs, ...scope };
  const headers = signRequest({ method, path, query, headers: { host }, body: String(body), ...signing });
  return {
    ...asked,
    headers: Object.entries(headers)
      .filter(([name]) => name !== 'host')
      .flat(),
  };
}

test('a URL of AuthType AWS_IAM wants a signature over all of the request', () =>
  withUrls('enforce', async (world) => {
    await world.permit(mayUrl);
    const host = await world.url({ AuthType: 'AWS_IAM' });
    const unsigned = await world.ask({ host });
    assert.deepEqual([unsigned.status, unsigned.body], [403, forbidden]);
    const asked = signedBy(world, { host, method: 'POST', url: '/p?q=1', body: 'x' });
    const elsewhere = signedBy(world, { host }, { region: 'us-east-1' });
    const service = signedBy(world, { host }, { service: 'execute-api' });
    const forged = signedBy(world, { host }, { credentials: { ...root, secretAccessKey: 'x' } });
    for (const wrong of [{ ...asked, body: 'y' }, { ...asked, url: '/p?q=2' }, elsewhere, service, forged]) {
      const { status, headers } = await world.ask(wrong);
      assert.deepEqual([status, headers['x-amzn-errortype']], [403, 'InvalidSignatureException']);
    }
    assert.equal(world.invoked.length, 0);
  }));

test('the root of another account needs the policy, that of its own does not', () =>
  withUrls('enforce', async (world) => {
    const host = await world.url({ AuthType: 'AWS_IAM' });
    // The root credentials are of account 000000000000, the function is not.
    assert.equal((await world.ask(signedBy(world, { host }))).body, forbidden);
    await world.permit({ ...mayUrl, Principal: '000000000000', FunctionUrlAuthType: 'AWS_IAM' });
    await world.permit({ ...mayInvoke, Principal: '000000000000' });
    assert.equal((await world.ask(signedBy(world, { host }))).status, 200);
    const { requestContext } = JSON.parse(Buffer.from(world.invoked[0]?.payload ?? []).toString());
    assert.equal(requestContext.authorizer.iam.userArn, 'arn:aws:iam::000000000000:root');
  }));

test('a URL that nobody has, or not in that region, or not any more', () =>
  withUrls('audit', async (world) => {
    const host = await world.url({ AuthType: 'NONE' });
    const unknown = { status: 403, body: '{"Message":null}' };
    const ask = async (asked: Asked) => {
      const { status, body } = await world.ask(asked);
      return { status, body };
    };
    assert.deepEqual(await ask({ host: `nobody${host}` }), unknown);
    assert.deepEqual(await ask({ host: host.replace(region, 'us-east-1') }), unknown);
    assert.equal((await ask({ url: `/_aws/lambda-url/${host.split('.')[0]}/` })).status, 200);
    await world.plane.call('DeleteFunctionUrlConfig', { FunctionName: 'fn' });
    assert.deepEqual(await ask({ host }), unknown);
    const again = await world.url({ AuthType: 'NONE' });
    assert.notEqual(again, host);
    assert.equal((await ask({ host: again })).status, 200);
    await world.plane.call('DeleteFunction', { FunctionName: 'fn' });
    assert.deepEqual(await ask({ host: again }), unknown);
  }));

test('failures: of the function, of its answer, of the platform, of its concurrency', () =>
  withUrls('audit', async (world) => {
    const host = await world.url({ AuthType: 'NONE' });
    const ask = async () => {
      const { status, body } = await world.ask({ host });
      return [status, body];
    };
    const badGateway = [502, 'Internal Server Error'];
    world.result = '{"statusCode":"x"}';
    assert.deepEqual(await ask(), badGateway);
    world.result = '{"errorType":"Error"}';
    world.functionError = 'Unhandled';
    assert.deepEqual(await ask(), badGateway);
    world.result = new InvalidRuntimeException('no python here');
    assert.deepEqual(await ask(), badGateway);
    assert.match(world.logged.at(-1) ?? '', /no python here/);
    world.result = new TooManyRequestsException('ReservedFunctionConcurrentInvocationLimitExceeded');
    const [status, body] = await ask();
    assert.equal(status, 429);
    assert.equal((await world.ask({ host })).headers['x-amzn-requestid'], requestId);
    assert.deepEqual(JSON.parse(String(body)), {
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      Type: 'User',
      message: 'Rate Exceeded.',
    });
    world.functionError = undefined;
    world.result = '{"statusCode":200,"headers":{"X-Amzn-RequestId":"mine"}}';
    assert.equal((await world.ask({ host })).headers['x-amzn-requestid'], requestId);
  }));

test('a loop through the URL is refused and counted, unless the function allows it', () =>
  withUrls('audit', async (world) => {
    await world.plane.call('PublishVersion', { FunctionName: 'fn' });
    await world.plane.call('CreateAlias', { FunctionName: 'fn', Name: 'live', FunctionVersion: '1' });
    const host = await world.url({ AuthType: 'NONE', Qualifier: 'live' });
    const loop = { host, headers: ['X-Amzn-Trace-Id', 'Root=1-a;Lineage=16:c58ffd03:15'] };
    const answer = await world.ask(loop);
    assert.deepEqual([answer.status, world.invoked.length], [502, 0]);
    const [{ id, sum } = assert.fail()] = [...world.plane.room.metrics.summaries()];
    assert.deepEqual([id.name, id.dimensions.Resource, sum], ['RecursiveInvocationsDropped', 'fn:live', 1]);
    await world.plane.call('PutFunctionRecursionConfig', { FunctionName: 'fn', RecursiveLoop: 'Allow' });
    assert.equal((await world.ask(loop)).status, 200);
  }));

test('a body too large, as it is or once it is base64, reaches nobody', () =>
  withUrls('audit', async (world) => {
    const host = await world.url({ AuthType: 'NONE' });
    for (const bytes of [payloadBytesMax + 1, payloadBytesMax - 1000]) {
      const { status, body } = await world.ask({ host, method: 'POST', body: Buffer.alloc(bytes) });
      assert.equal(status, 413);
      assert.match(body, /Request must be smaller than 6291456 bytes/);
    }
    assert.equal(world.invoked.length, 0);
  }));

test('CORS: Lambda answers preflights itself, and adds its headers to what the function and it answer', () =>
  withUrls('enforce', async (world) => {
    const origin = 'https://app.example';
    const preflight = {
      method: 'OPTIONS',
      headers: ['Origin', origin, 'Access-Control-Request-Method', 'PUT'],
    };
    const host = await world.url({
      AuthType: 'NONE',
      Cors: { AllowOrigins: [origin], AllowMethods: ['PUT'] },
    });
    const { status, headers, body } = await world.ask({ host, ...preflight });
    assert.deepEqual([status, body, headers['access-control-allow-methods']], [200, '', 'PUT']);
    assert.equal(world.invoked.length, 0);
    const refused = await world.ask({ host, headers: ['Origin', origin] });
    assert.deepEqual([refused.status, refused.headers['access-control-allow-origin']], [403, origin]);
    await world.permit(mayUrl);
    await world.permit(mayInvoke);
    world.result = '{"statusCode":200,"headers":{"Access-Control-Allow-Origin":"*"}}';
    const both = await world.ask({ host, method: 'PUT', headers: ['Origin', origin] });
    assert.equal(both.headers['access-control-allow-origin'], `* & ${origin}`);
    await world.ask({ host, method: 'OPTIONS' });
    assert.equal(world.invoked.length, 2, 'an OPTIONS that is no preflight is the function’s');
    await world.plane.call('UpdateFunctionUrlConfig', { FunctionName: 'fn', Cors: {} });
    assert.equal((await world.ask({ host, ...preflight })).headers['access-control-allow-origin'], undefined);
  }));

test('without CORS settings a preflight is the function’s', () =>
  withUrls('audit', async (world) => {
    const host = await world.url({ AuthType: 'NONE' });
    await world.ask({
      host,
      method: 'OPTIONS',
      headers: ['Origin', 'o', 'Access-Control-Request-Method', 'PUT'],
    });
    assert.equal(world.invoked.length, 1);
  }));

test('URLs of before are found by a door that is opened after', () =>
  withControlPlane(async ({ create, call, functions }) => {
    await create('fn');
    const { json } = await call('CreateFunctionUrlConfig', { FunctionName: 'fn', AuthType: 'NONE' });
    const { hostname } = new URL(json.FunctionUrl);
    assert.equal(indexUrls(functions).find(hostname.split('.')[0] ?? '')?.record.name, 'fn');
  }));
