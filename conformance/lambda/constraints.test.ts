/** Every constraint that the model puts on the input of an implemented operation, broken once each, over a socket. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { implementedTables } from '#services';
import { loadModel, type OperationModel, serializeRequest } from '#wire';
import { type LambentProcess, startLambentProcess } from '../lambent-process.ts';
import { type RawAnswer, type RawApi, rawApi } from '../raw-api.ts';
import { zipOf } from '../zip.ts';
import { type Known, validStructure, violationsOf } from './violations.ts';

const model = loadModel('lambda');
const role = 'arn:aws:iam::000000000000:role/r';
const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:base';
const zip = await zipOf({ 'index.js': 'exports.handler = async () => 1;' });

const known: Known = {
  FunctionName: 'base',
  Role: role,
  Code: { ZipFile: zip },
  Resource: functionArn,
  ResourceArn: functionArn,
  Tags: { A: 'a' },
  TagKeys: ['A'],
  StatementId: 's',
  Action: 'lambda:InvokeFunction',
  Principal: 's3.amazonaws.com',
  UpdateRuntimeOn: 'Auto',
  CodeSigningConfigArn: 'arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdefg',
};

const operations = Object.entries(implementedTables().lambda ?? {})
  .filter(([, entry]) => !('notImplemented' in entry))
  .flatMap(([name]) => model.operations.get(name) ?? []);

describe("the model's constraints over a socket", () => {
  let lambent: LambentProcess;
  let lambda: RawApi;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lambent-'));
    lambent = await startLambentProcess(folder);
    lambda = rawApi(lambent.endpoint, 'lambda');
    const created = await lambda('POST', '/2015-03-31/functions', {
      FunctionName: 'base',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: role,
      Code: { ZipFile: zip.toString('base64') },
    });
    assert.equal(created.status, 201, JSON.stringify(created.body));
    for (let { State: state } = created.body; state === 'Pending'; ) {
      state = (await lambda('GET', '/2015-03-31/functions/base/configuration')).body.State;
    }
  });

  after(async () => {
    await lambent.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const functionBase = '/2015-03-31/functions/base';

  /** All that requests could have changed. */
  async function stored(): Promise<unknown> {
    const { body: got } = await lambda('GET', functionBase);
    return {
      functions: (await lambda('GET', '/2015-03-31/functions')).body,
      layers: (await lambda('GET', '/2018-10-31/layers')).body,
      mappings: (await lambda('GET', '/2015-03-31/event-source-mappings')).body,
      codeSigningConfigs: (await lambda('GET', '/2020-04-22/code-signing-configs')).body,
      urls: (await lambda('GET', '/2021-10-31/functions/base/urls')).body,
      recursion: (await lambda('GET', '/2024-08-31/functions/base/recursion-config')).body,
      configuration: got.Configuration,
      tags: got.Tags,
      concurrency: got.Concurrency,
      policy: (await lambda('GET', `${functionBase}/policy`)).status,
      blobs: await readdir(join(folder, 'blobs'), { recursive: true }),
    };
  }

  async function leavesNothing(act: () => Promise<void>): Promise<void> {
    const earlier = await stored();
    await act();
    assert.deepEqual(await stored(), earlier);
  }

  function send({ name }: OperationModel, input: object): Promise<RawAnswer> {
    const { method, path, query, headers, body } = serializeRequest(model, name, input);
    return lambda(method, query === '' ? path : `${path}?${query}`, body === '' ? undefined : body, headers);
  }

  for (const operation of operations) {
    const violations = operation.input === undefined ? [] : violationsOf(operation.input, known);
    test(`${operation.name}: ${violations.length} violations, each refused by name`, () =>
      leavesNothing(async () => {
        for (const { input, path, phrase } of violations) {
          const { status, errorType, body } = await send(operation, input);
          const what = `${path}: ${phrase}`;
          const message = String(body.message);
          assert.deepEqual([status, errorType], [400, 'ValidationException'], `${what}: ${message}`);
          assert.match(message, /^\d+ validation errors? detected: Value /, what);
          assert.ok(message.includes(` at '${path}' failed to satisfy constraint: `), `${what}: ${message}`);
          assert.ok(message.includes(phrase), `${what}: ${message}`);
        }
      }));
  }

  test('every kind of constraint is among them', () => {
    const phrases = operations.flatMap(({ input }) =>
      input === undefined ? [] : violationsOf(input, known).map(({ phrase }) => phrase),
    );
    for (const kind of [
      /enum value set/,
      /pattern/,
      /length less/,
      /length greater/,
      /value less/,
      /value greater/,
      /null/,
    ]) {
      assert.ok(
        phrases.some((phrase) => kind.test(phrase)),
        String(kind),
      );
    }
  });

  const withBody = operations.filter(({ input }) => bodyMembers(input).length > 0);

  for (const operation of withBody) {
    test(`${operation.name}: bodies that are no JSON, or of other types than the model's`, () =>
      leavesNothing(async () => {
        const { method, path } = requestOf(operation);
        const bodies = ['{', '{"a":', 'nonsense', '[]', '"text"', '7', '{"a":1}x', '{"a":1,}', '\u0000'];
        for (const { name, shape } of bodyMembers(operation.input)) {
          const isAggregate = ['structure', 'list', 'map'].includes(shape.type);
          bodies.push(JSON.stringify({ [name]: isAggregate ? 'text' : { an: 'object' } }));
        }
        for (const body of bodies) {
          const { status, errorType } = await lambda(method, path, body);
          assert.deepEqual([status, errorType], [400, 'SerializationException'], body);
        }
      }));

    test(`${operation.name}: a body that is cut short`, () =>
      leavesNothing(async () => {
        const { method, path, body } = requestOf(operation);
        await cutShort(`${lambent.endpoint}${path}`, method, Buffer.from(body));
        assert.equal((await lambda('GET', '/2016-08-19/account-settings')).status, 200);
      }));
  }

  test('a member that the model does not know changes nothing', async () => {
    const put = { ReservedConcurrentExecutions: 3, Nonsense: { deep: [1] } };
    const answer = await lambda('PUT', '/2017-10-31/functions/base/concurrency', put);
    assert.deepEqual([answer.status, answer.body], [200, { ReservedConcurrentExecutions: 3 }]);
    assert.equal((await lambda('DELETE', '/2017-10-31/functions/base/concurrency')).status, 204);
  });

  test('an unknown runtime, which the service checks in its own words', () =>
    leavesNothing(async () => {
      const { status, errorType, body } = await lambda('PUT', `${functionBase}/configuration`, {
        Runtime: 'nodejs0.x',
      });
      assert.deepEqual([status, errorType], [400, 'InvalidParameterValueException']);
      assert.match(String(body.message), /^Value nodejs0\.x at 'runtime' failed to satisfy constraint/);
    }));
});

function bodyMembers(input: OperationModel['input']) {
  if (input === undefined || input.payload !== undefined) return [];
  return input.members.filter(({ location }) => location === undefined);
}

function requestOf(operation: OperationModel) {
  const input = operation.input === undefined ? {} : validStructure(operation.input, known, 0);
  return serializeRequest(model, operation.name, input);
}

/** Announces the whole body, sends half of it, and hangs up. */
function cutShort(url: string, method: string, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const half = body.subarray(0, Math.floor(body.length / 2));
    const headers = {
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=00',
      'content-type': 'application/json',
      'content-length': body.length,
    };
    const sent = request(url, { method, headers });
    sent.on('error', () => resolve());
    sent.on('response', () => reject(new Error('half a request was answered')));
    sent.write(half, () => sent.destroy());
  });
}
