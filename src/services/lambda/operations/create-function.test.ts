import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import {
  account,
  arnOf,
  newFunction,
  region,
  role,
  withControlPlane,
  zipOf,
} from './control-room.fixture.ts';

test('the answer has AWS defaults in AWS order, and the function is Pending', () =>
  withControlPlane(async ({ call, settled }) => {
    const input = await newFunction('fn');
    const zip = input.Code.ZipFile;
    const answer = await call('CreateFunction', input);
    assert.equal(answer.status, 201);
    const { RevisionId, RuntimeVersionConfig, ...rest } = answer.json;
    assert.match(RevisionId, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.match(RuntimeVersionConfig.RuntimeVersionArn, /^arn:aws:lambda:eu-west-1::runtime:[0-9a-f]{64}$/);
    assert.deepEqual(rest, {
      FunctionName: 'fn',
      FunctionArn: `arn:aws:lambda:${region}:${account}:function:fn`,
      Runtime: 'nodejs24.x',
      Role: role,
      Handler: 'index.handler',
      CodeSize: zip.length,
      Description: '',
      Timeout: 3,
      MemorySize: 128,
      LastModified: '2026-01-01T00:00:00.000+0000',
      CodeSha256: createHash('sha256').update(zip).digest('base64'),
      Version: '$LATEST',
      TracingConfig: { Mode: 'PassThrough' },
      State: 'Pending',
      StateReason: 'The function is being created.',
      StateReasonCode: 'Creating',
      PackageType: 'Zip',
      Architectures: ['x86_64'],
      EphemeralStorage: { Size: 512 },
      SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/fn' },
    });
    assert.deepEqual(Object.keys(answer.json), [
      'FunctionName',
      'FunctionArn',
      'Runtime',
      'Role',
      'Handler',
      'CodeSize',
      'Description',
      'Timeout',
      'MemorySize',
      'LastModified',
      'CodeSha256',
      'Version',
      'TracingConfig',
      'RevisionId',
      'State',
      'StateReason',
      'StateReasonCode',
      'PackageType',
      'Architectures',
      'EphemeralStorage',
      'SnapStart',
      'RuntimeVersionConfig',
      'LoggingConfig',
    ]);
    await settled('fn');
  }));

test('once settled it is Active and Successful, without reasons and under a new revision id', () =>
  withControlPlane(async ({ call, settled }) => {
    const created = await call('CreateFunction', await newFunction('fn'));
    await settled('fn');
    const { json } = await call('GetFunctionConfiguration', { FunctionName: 'fn' });
    const { State, StateReason, StateReasonCode, RevisionId, ...expected } = created.json;
    assert.notEqual(json.RevisionId, RevisionId);
    assert.deepEqual(json, {
      ...expected,
      State: 'Active',
      LastUpdateStatus: 'Successful',
      RevisionId: json.RevisionId,
    });
    assert.deepEqual([State, StateReasonCode], ['Pending', 'Creating']);
    assert.ok(StateReason);
  }));

test('every supported member is kept and echoed', () =>
  withControlPlane(async ({ call, settled }) => {
    const members = {
      Description: 'what it is for',
      Timeout: 900,
      MemorySize: 10_240,
      Environment: { Variables: { STAGE: 'test', constructor: '1' } },
      EphemeralStorage: { Size: 1024 },
      Architectures: ['arm64'],
      PackageType: 'Zip',
      TracingConfig: { Mode: 'PassThrough' },
      SnapStart: { ApplyOn: 'None' },
      LoggingConfig: { LogFormat: 'Text', LogGroup: 'a/group' },
      Publish: false,
    };
    const { json } = await call('CreateFunction', { ...(await newFunction('fn')), ...members });
    const { PackageType, SnapStart, Publish, ...echoed } = members;
    for (const [member, value] of Object.entries(echoed)) assert.deepEqual(json[member], value, member);
    await settled('fn');
  }));

test('empty variables are echoed, absent ones are not', () =>
  withControlPlane(async ({ create, call }) => {
    await create('with', { Environment: { Variables: {} } });
    await create('without');
    const given = await call('GetFunctionConfiguration', { FunctionName: 'with' });
    assert.deepEqual(given.json.Environment, { Variables: {} });
    const absent = await call('GetFunctionConfiguration', { FunctionName: 'without' });
    assert.equal('Environment' in absent.json, false);
  }));

for (const [form, functionName] of [
  ['an ARN', arnOf('fn')],
  ['a partial ARN', `${account}:function:fn`],
  ['function:name', 'function:fn'],
] as const) {
  test(`a function is created under the name in ${form}`, () =>
    withControlPlane(async ({ call, settled }) => {
      const answer = await call('CreateFunction', {
        ...(await newFunction('fn')),
        FunctionName: functionName,
      });
      assert.equal(answer.status, 201);
      assert.equal(answer.json.FunctionName, 'fn');
      assert.equal(answer.json.FunctionArn, arnOf('fn'));
      await settled('fn');
    }));
}

test('a second function of the same name is a conflict, and its package is gone', () =>
  withControlPlane(async ({ create, call, leftovers }) => {
    await create('fn');
    const before = await leftovers();
    const Code = { ZipFile: await zipOf({ 'index.mjs': 'another' }) };
    const answer = await call('CreateFunction', { ...(await newFunction('fn')), Code });
    assert.equal(answer.status, 409);
    assert.equal(answer.headers.get('x-amzn-errortype'), 'ResourceConflictException');
    assert.deepEqual(answer.json, { Type: 'User', message: 'Function already exist: fn' });
    assert.deepEqual(await leftovers(), before);
  }));

test('of racing creates one wins, the others conflict and leave no package behind', () =>
  withControlPlane(async ({ call, settled, leftovers }) => {
    const inputs = await Promise.all(
      [1, 2, 3, 4].map(async (n) => ({
        ...(await newFunction('fn')),
        Code: { ZipFile: await zipOf({ 'index.mjs': `export const n = ${n};` }) },
      })),
    );
    const answers = await Promise.all(inputs.map((input) => call('CreateFunction', input)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409]);
    const record = await settled('fn');
    const left = await leftovers();
    assert.deepEqual(left.blobs, [record.latest.codeDigest]);
    assert.deepEqual(left.notes, [record.latest.codeDigest]);
    assert.equal(left.trees.length, 1);
  }));

test('racing creates of the same package under different names share it', () =>
  withControlPlane(async ({ create, leftovers, code }) => {
    const [a, b] = await Promise.all([create('a'), create('b')]);
    assert.equal(a.latest.codeDigest, b.latest.codeDigest);
    assert.deepEqual((await leftovers()).blobs, [a.latest.codeDigest]);
    assert.ok(await code.zip(a.latest.codeDigest));
  }));

test('functions of other accounts and regions are other functions', () =>
  withControlPlane(async ({ create, call, functions }) => {
    await create('fn');
    const elsewhere = await call('CreateFunction', await newFunction('fn'), { region: 'us-gov-west-1' });
    assert.equal(elsewhere.status, 201);
    assert.equal(elsewhere.json.FunctionArn, `arn:aws-us-gov:lambda:us-gov-west-1:${account}:function:fn`);
    assert.equal(functions.all().length, 2);
  }));
