import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type LambentProcess, startLambentProcess } from '../lambent-process.ts';
import { type RawAnswer, type RawApi, rawApi } from '../raw-api.ts';
import { zipOf } from '../zip.ts';

const functionArn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
const role = 'arn:aws:iam::000000000000:role/r';

describe('bad input over a socket', () => {
  let lambent: LambentProcess;
  let lambda: RawApi;
  let apigateway: RawApi;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lambent-'));
    lambent = await startLambentProcess(folder);
    lambda = rawApi(lambent.endpoint, 'lambda');
    apigateway = rawApi(lambent.endpoint, 'apigateway');
  });

  after(async () => {
    await lambent.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function create(
    overrides: Record<string, unknown>,
    files: Record<string, string> = { 'index.js': 'exports.handler = async () => 1;' },
  ) {
    return lambda('POST', '/2015-03-31/functions', {
      FunctionName: 'fn',
      Runtime: 'nodejs24.x',
      Role: role,
      Handler: 'index.handler',
      Code: { ZipFile: (await zipOf(files)).toString('base64') },
      ...overrides,
    });
  }

  async function createActive(name: string, files: Record<string, string>): Promise<void> {
    const created = await create({ FunctionName: name }, files);
    assert.equal(created.status, 201, JSON.stringify(created.body));
    for (let state = created.body.State; state === 'Pending'; ) {
      state = (await lambda('GET', `/2015-03-31/functions/${name}/configuration`)).body.State;
    }
  }

  /** Runs what must fail and checks that functions, APIs and blobs are what they were. */
  async function leavesNothing(act: () => Promise<RawAnswer>): Promise<RawAnswer> {
    const traces = async () => ({
      functions: (await lambda('GET', '/2015-03-31/functions')).body,
      apis: (await apigateway('GET', '/restapis')).body,
      blobs: await readdir(join(folder, 'blobs'), { recursive: true }).catch(() => []),
    });
    const earlier = await traces();
    const answer = await act();
    assert.deepEqual(await traces(), earlier);
    return answer;
  }

  function assertError(answer: RawAnswer, status: number, errorType: string, message: string | RegExp): void {
    const text = String(answer.body.message ?? answer.body.Message);
    assert.deepEqual([answer.status, answer.errorType], [status, errorType], text);
    if (typeof message === 'string') assert.equal(text, message);
    else assert.match(text, message);
  }

  const constraint = (value: string, path: string, rule: string) =>
    `1 validation error detected: Value '${value}' at '${path}' failed to satisfy constraint: ${rule}`;

  test('CreateFunction refuses what AWS refuses, with its words, and keeps nothing', async () => {
    const cases: [Record<string, unknown>, number, string, string | RegExp][] = [
      [
        { Code: { ZipFile: Buffer.from('no zip').toString('base64') } },
        400,
        'InvalidParameterValueException',
        'Could not unzip uploaded file. Please check your file, then try to upload again.',
      ],
      [
        { FunctionName: 'n'.repeat(200) },
        400,
        'ValidationException',
        constraint('n'.repeat(200), 'functionName', 'Member must have length less than or equal to 140'),
      ],
      [
        { FunctionName: 'n'.repeat(65) },
        400,
        'InvalidParameterValueException',
        constraint('n'.repeat(65), 'functionName', 'Member must have length less than or equal to 64'),
      ],
      [
        { Runtime: 'nodejs99.x' },
        400,
        'InvalidParameterValueException',
        /^Value nodejs99\.x at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: \[nodejs20\.x, .*\] or be a valid ARN$/,
      ],
      [
        { Role: 'admin' },
        400,
        'ValidationException',
        constraint(
          'admin',
          'role',
          'Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+',
        ),
      ],
      [
        { MemorySize: 127 },
        400,
        'ValidationException',
        constraint('127', 'memorySize', 'Member must have value greater than or equal to 128'),
      ],
      [
        { Timeout: 0 },
        400,
        'ValidationException',
        constraint('0', 'timeout', 'Member must have value greater than or equal to 1'),
      ],
      [{ VpcConfig: { SubnetIds: ['subnet-1'] } }, 501, 'NotImplementedException', /VpcConfig/],
    ];
    for (const [overrides, status, errorType, message] of cases) {
      assertError(await leavesNothing(() => create(overrides)), status, errorType, message);
    }
  });

  test('a second function of the same name is refused, the first stays', async () => {
    await createActive('twice', { 'index.js': 'exports.handler = async () => 1;' });
    assertError(
      await leavesNothing(() => create({ FunctionName: 'twice' })),
      409,
      'ResourceConflictException',
      'Function already exist: twice',
    );
  });

  test('archives that reach out of their tree are refused', async () => {
    const honest = await zipOf({ 'aa/bb.js': '' });
    const hostile = Buffer.from(honest.toString('latin1').replaceAll('aa/bb.js', '../bb.js'), 'latin1');
    assertError(
      await leavesNothing(() => create({ Code: { ZipFile: hostile.toString('base64') } })),
      400,
      'InvalidParameterValueException',
      /unzip/,
    );
  });

  test('Invoke refuses what AWS refuses', async () => {
    await createActive('fine', { 'index.js': 'exports.handler = async () => 1;' });
    const path = '/2015-03-31/functions/fine/invocations';
    assertError(
      await lambda('POST', '/2015-03-31/functions/nope/invocations', '{}'),
      404,
      'ResourceNotFoundException',
      `Function not found: ${functionArn('nope')}:$LATEST`,
    );
    assertError(
      await lambda('POST', path, 'nonsense'),
      400,
      'InvalidRequestContentException',
      /^Could not parse request body into json: /,
    );
    assertError(
      await lambda('POST', path, Buffer.alloc(60 * 1024 * 1024, 0x20)),
      413,
      'RequestTooLargeException',
      'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
    );
    assert.deepEqual((await lambda('POST', path, '{}')).body, { value: 1 }, 'and the function still works');
  });

  test('a missing handler file and a handler that is no function fail when they are invoked', async () => {
    await createActive('no-file', { 'other.js': '' });
    const missing = await lambda('POST', '/2015-03-31/functions/no-file/invocations', '{}');
    assert.equal(missing.status, 200);
    assert.equal(missing.body.errorType, 'Runtime.ImportModuleError');
    assert.match(String(missing.body.errorMessage), /^Error: Cannot find module 'index'\nRequire stack:\n- /);

    await createActive('no-function', { 'index.js': 'exports.handler = 7;' });
    const invoked = await lambda('POST', '/2015-03-31/functions/no-function/invocations', '{}');
    assert.deepEqual(
      [invoked.body.errorType, invoked.body.errorMessage],
      ['Runtime.HandlerNotFound', 'index.handler is not a function'],
    );
  });

  test('REST APIs refuse what AWS refuses', async () => {
    const { body: api } = await apigateway('POST', '/restapis', { name: 'bad' });
    const resources = `/restapis/${api.id}/resources`;
    const brace = await leavesNothing(() =>
      apigateway('POST', `${resources}/${api.rootResourceId}`, { pathPart: '{bad' }),
    );
    assertError(
      brace,
      400,
      'BadRequestException',
      "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
    );
    assertError(
      await leavesNothing(() => apigateway('POST', `/restapis/${api.id}/deployments`, { stageName: 'Prod' })),
      400,
      'BadRequestException',
      "The REST API doesn't contain any methods",
    );
  });

  test('an integration that names a missing function, and an unknown stage, answer as AWS does', async () => {
    const { body: api } = await apigateway('POST', '/restapis', { name: 'dangling' });
    const method = `/restapis/${api.id}/resources/${api.rootResourceId}/methods/GET`;
    await apigateway('PUT', method, { authorizationType: 'NONE' });
    const integration = await apigateway('PUT', `${method}/integration`, {
      type: 'AWS_PROXY',
      httpMethod: 'POST',
      uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn('missing')}/invocations`,
    });
    assert.equal(integration.status, 201, JSON.stringify(integration.body));
    assert.equal(
      (await apigateway('POST', `/restapis/${api.id}/deployments`, { stageName: 'Prod' })).status,
      201,
    );

    const invoked = await fetch(`${lambent.endpoint}/_aws/execute-api/${api.id}/Prod/`);
    assert.equal(await invoked.text(), '{"message": "Internal server error"}');
    assert.equal(invoked.headers.get('x-amzn-errortype'), 'InternalServerErrorException');
    assert.ok([500, 502].includes(invoked.status));

    const unknown = await fetch(`${lambent.endpoint}/_aws/execute-api/${api.id}/Nope/`);
    assert.deepEqual([unknown.status, await unknown.text()], [403, '{"message":"Forbidden"}']);
    assert.equal(unknown.headers.get('x-amzn-errortype'), 'ForbiddenException');
  });
});
