/** UpdateFunctionCode and UpdateFunctionConfiguration: what they share and what each may do. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { InterpreterAnswer } from '#launcher';
import { invocableVersion } from '../records/function.ts';
import {
  arnOf,
  available,
  newFunction,
  unavailable,
  withControlPlane,
  zipOf,
} from './control-room.fixture.ts';
import { updateFunctionCode } from './update-function-code.ts';

test('an update answers InProgress with what it changed, and is Successful soon after', () =>
  withControlPlane(async ({ create, call, clock, settled }) => {
    const before = await create('fn', { Environment: { Variables: { OLD: '1' } } });
    await clock.advance(61_500);
    const answer = await call('UpdateFunctionConfiguration', {
      FunctionName: 'fn',
      Description: 'changed',
      Timeout: 10,
      MemorySize: 512,
      Runtime: 'python3.12',
      Handler: 'app.handler',
      Environment: { Variables: { NEW: '2' } },
      EphemeralStorage: { Size: 600 },
      LoggingConfig: { LogGroup: 'elsewhere' },
    });
    assert.equal(answer.status, 200);
    const { json } = answer;
    assert.equal(json.LastModified, '2026-01-01T00:01:01.500+0000');
    assert.deepEqual(
      [json.State, json.LastUpdateStatus, json.LastUpdateStatusReason, json.LastUpdateStatusReasonCode],
      ['Active', 'InProgress', 'The function is being created.', 'Creating'],
    );
    assert.deepEqual([json.Description, json.Timeout, json.MemorySize], ['changed', 10, 512]);
    assert.deepEqual([json.Runtime, json.Handler], ['python3.12', 'app.handler']);
    assert.deepEqual(json.Environment, { Variables: { NEW: '2' } });
    assert.deepEqual(json.EphemeralStorage, { Size: 600 });
    assert.deepEqual(json.LoggingConfig, { LogFormat: 'Text', LogGroup: 'elsewhere' });

    const after = await settled('fn');
    assert.equal(after.latest.lastUpdateStatus, 'Successful');
    assert.equal(after.serving, undefined);
    const revisions = [before.latest.revisionId, json.RevisionId, after.latest.revisionId];
    assert.equal(new Set(revisions).size, 3);
    assert.notEqual(after.latest.environmentKey, before.latest.environmentKey);
  }));

test('what an update does not name stays as it was, also when it names nothing', () =>
  withControlPlane(async ({ create, call, settled }) => {
    const before = await create('fn', { Environment: { Variables: { KEPT: '1' } }, Description: 'kept' });
    const answer = await call('UpdateFunctionConfiguration', { FunctionName: 'fn' });
    assert.equal(answer.json.LastUpdateStatus, 'InProgress');
    const { latest } = await settled('fn');
    const { revisionId, environmentKey, ...rest } = latest;
    const { revisionId: oldRevision, environmentKey: oldKey, ...oldRest } = before.latest;
    assert.deepEqual(rest, oldRest);
    assert.notEqual(revisionId, oldRevision);
    assert.notEqual(environmentKey, oldKey);
  }));

test('an environment without variables clears them', () =>
  withControlPlane(async ({ create, call, settled }) => {
    await create('fn', { Environment: { Variables: { KEPT: '1' } } });
    await call('UpdateFunctionConfiguration', { FunctionName: 'fn', Environment: { Variables: {} } });
    assert.deepEqual((await settled('fn')).latest.variables, {});
    await call('UpdateFunctionConfiguration', { FunctionName: 'fn', Environment: {} });
    assert.equal((await settled('fn')).latest.variables, undefined);
  }));

test('new code replaces the old, whose package goes when no invocation can need it any more', () =>
  withControlPlane(async (plane) => {
    const { create, call, settled, leftovers, clock } = plane;
    const before = await create('fn');
    const discarded = new Promise<string>((resolve) => {
      plane.discarded = resolve;
    });
    const ZipFile = await zipOf({ 'index.mjs': 'export const handler = async () => 2;' });
    const { status, json } = await call('UpdateFunctionCode', { FunctionName: 'fn', ZipFile });
    assert.equal(status, 200);
    assert.equal(json.CodeSha256, createHash('sha256').update(ZipFile).digest('base64'));
    assert.equal(json.CodeSize, ZipFile.length);
    const after = await settled('fn');
    await clock.advance(899_000);
    assert.deepEqual(
      (await leftovers()).blobs.sort(),
      [before.latest.codeDigest, after.latest.codeDigest].sort(),
    );
    await clock.advance(1000);
    assert.equal(await discarded, before.latest.codeDigest);
    assert.deepEqual((await leftovers()).blobs, [after.latest.codeDigest]);
  }));

test('invocations run the old version until the update is through', () =>
  withControlPlane(async (plane) => {
    const before = await plane.create('fn');
    const launcher = Promise.withResolvers<InterpreterAnswer>();
    plane.interpreter = () => launcher.promise;
    await plane.call('UpdateFunctionConfiguration', { FunctionName: 'fn', Timeout: 77 });
    const during = plane.functions.find(before.account, before.region, 'fn')?.value;
    assert.ok(during);
    assert.equal(during.latest.timeoutSeconds, 77);
    assert.equal(invocableVersion(during).environmentKey, before.latest.environmentKey);
    launcher.resolve(available);
    assert.equal(invocableVersion(await plane.settled('fn')).timeoutSeconds, 77);
  }));

test('an update to a runtime that is not here fails with the reason, and the old version stays in service', () =>
  withControlPlane(async (plane) => {
    const before = await plane.create('fn');
    plane.interpreter = async () => unavailable;
    await plane.call('UpdateFunctionConfiguration', { FunctionName: 'fn', Runtime: 'python3.13' });
    const record = await plane.settled('fn');
    assert.equal(invocableVersion(record).environmentKey, before.latest.environmentKey);
    const { json } = await plane.call('GetFunctionConfiguration', { FunctionName: 'fn' });
    assert.deepEqual(
      [json.State, json.Runtime, json.LastUpdateStatus, json.LastUpdateStatusReasonCode],
      ['Active', 'python3.13', 'Failed', 'InvalidRuntime'],
    );
    assert.equal(
      json.LastUpdateStatusReason,
      'there is no Python 3.13 on this machine; install it with "apt install python3.13"',
    );
    plane.interpreter = async () => available;
    await plane.call('UpdateFunctionConfiguration', { FunctionName: 'fn', Runtime: 'nodejs22.x' });
    const repaired = await plane.settled('fn');
    assert.equal(repaired.serving, undefined);
    assert.equal(repaired.latest.lastUpdateStatus, 'Successful');
  }));

test('while an update is in progress, another one of either kind is a conflict', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn');
    const launcher = Promise.withResolvers<InterpreterAnswer>();
    plane.interpreter = () => launcher.promise;
    const ZipFile = await zipOf({ 'index.mjs': 'other' });
    await plane.call('UpdateFunctionCode', { FunctionName: 'fn', ZipFile });
    const before = await plane.leftovers();
    const more = await zipOf({ 'index.mjs': 'yet another' });
    for (const answer of [
      await plane.call('UpdateFunctionConfiguration', { FunctionName: 'fn' }),
      await plane.call('UpdateFunctionCode', { FunctionName: 'fn', ZipFile: more }),
    ]) {
      assert.equal(answer.status, 409);
      assert.deepEqual(answer.json, {
        Type: 'User',
        message: `The operation cannot be performed at this time. An update is in progress for resource: ${arnOf('fn')}`,
      });
    }
    assert.deepEqual(await plane.leftovers(), before);
    launcher.resolve(available);
    await plane.settled('fn');
  }));

test('of two racing updates of either kind one is accepted, and the other conflicts', async () => {
  const ZipFile = await zipOf({ 'index.mjs': 'other' });
  const code = ['UpdateFunctionCode', { FunctionName: 'fn', ZipFile }] as const;
  const configuration = ['UpdateFunctionConfiguration', { FunctionName: 'fn', Timeout: 9 }] as const;
  const races = [
    [code, configuration],
    [configuration, code],
    [code, code],
    [configuration, configuration],
  ];
  for (const race of races) {
    await withControlPlane(async (plane) => {
      const before = await plane.create('fn');
      const launcher = Promise.withResolvers<InterpreterAnswer>();
      plane.interpreter = () => launcher.promise;
      const answers = await Promise.all(
        race.map(async ([operation, input]) => ({ operation, ...(await plane.call(operation, input)) })),
      );
      const won = answers.filter(({ status }) => status === 200);
      const lost = answers.filter(({ status }) => status !== 200);
      assert.deepEqual(
        lost.map(({ status, headers, json }) => [status, headers.get('x-amzn-errortype'), json.message]),
        [
          [
            409,
            'ResourceConflictException',
            `The operation cannot be performed at this time. An update is in progress for resource: ${arnOf('fn')}`,
          ],
        ],
      );
      launcher.resolve(available);
      const { latest } = await plane.settled('fn');
      const isCode = won[0]?.operation === 'UpdateFunctionCode';
      assert.equal(latest.codeDigest !== before.latest.codeDigest, isCode);
      assert.equal(latest.timeoutSeconds, isCode ? 3 : 9);
    });
  }
});

test('a function that is still Pending cannot be updated', () =>
  withControlPlane(async (plane) => {
    const launcher = Promise.withResolvers<InterpreterAnswer>();
    plane.interpreter = () => launcher.promise;
    await plane.call('CreateFunction', await newFunction('fn'));
    const answer = await plane.call('UpdateFunctionConfiguration', { FunctionName: 'fn' });
    assert.equal(answer.status, 409);
    assert.equal(
      answer.json.message,
      'The operation cannot be performed at this time. The function is currently in the following state: Pending',
    );
    launcher.resolve(available);
    await plane.settled('fn');
  }));

test('a RevisionId must be the latest: 412 and nothing changes, or the update is taken', () =>
  withControlPlane(async ({ create, call, settled, leftovers }) => {
    const { latest } = await create('fn');
    const ZipFile = await zipOf({ 'index.mjs': 'other' });
    const before = await leftovers();
    for (const answer of [
      await call('UpdateFunctionConfiguration', { FunctionName: 'fn', RevisionId: 'old' }),
      await call('UpdateFunctionCode', { FunctionName: 'fn', RevisionId: 'old', ZipFile }),
    ]) {
      assert.equal(answer.status, 412);
      assert.equal(answer.headers.get('x-amzn-errortype'), 'PreconditionFailedException');
      assert.deepEqual(answer.json, {
        Type: 'User',
        message:
          'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
      });
    }
    assert.deepEqual(await leftovers(), before);
    const { revisionId: RevisionId } = latest;
    const taken = await call('UpdateFunctionCode', { FunctionName: 'fn', RevisionId, ZipFile });
    assert.equal(taken.status, 200);
    await settled('fn');
  }));

test('DryRun says what would be, and changes and keeps nothing', () =>
  withControlPlane(async ({ create, call, settled, leftovers }) => {
    const before = await create('fn');
    const stored = await leftovers();
    const ZipFile = await zipOf({ 'index.mjs': 'would be' });
    const { status, json } = await call('UpdateFunctionCode', { FunctionName: 'fn', ZipFile, DryRun: true });
    assert.equal(status, 200);
    assert.equal(json.CodeSha256, createHash('sha256').update(ZipFile).digest('base64'));
    assert.deepEqual([json.RevisionId, json.LastUpdateStatus], [before.latest.revisionId, 'Successful']);
    assert.deepEqual(await settled('fn'), before);
    assert.deepEqual(await leftovers(), stored);
    const invalid = await call('UpdateFunctionCode', {
      FunctionName: 'fn',
      ZipFile: Buffer.from('no zip'),
      DryRun: true,
    });
    assert.equal(invalid.status, 400);
  }));

for (const [what, operation, members, message] of [
  [
    'an image',
    'UpdateFunctionCode',
    { ImageUri: 'i' },
    "Please don't provide ImageUri when updating a function with packageType Zip.",
  ],
  ['no code', 'UpdateFunctionCode', {}, 'Please provide a source for function code.'],
  [
    'no zip',
    'UpdateFunctionCode',
    { ZipFile: Buffer.from('x') },
    'Could not unzip uploaded file. Please check your file, then try to upload again.',
  ],
  [
    '901 seconds',
    'UpdateFunctionConfiguration',
    { Timeout: 901 },
    "1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
  ],
  [
    'an old runtime',
    'UpdateFunctionConfiguration',
    { Runtime: 'go1.x' },
    'The runtime parameter of go1.x is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.',
  ],
] as const) {
  test(`${operation} with ${what} is refused and changes nothing`, () =>
    withControlPlane(async ({ create, call, settled, leftovers }) => {
      const before = await create('fn');
      const stored = await leftovers();
      const answer = await call(operation, { FunctionName: 'fn', ...members });
      assert.equal(answer.status, 400);
      assert.equal(answer.json.message, message);
      assert.deepEqual(await settled('fn'), before);
      assert.deepEqual(await leftovers(), stored);
    }));
}

test('an unknown function is not found, with the qualifier that was asked for', () =>
  withControlPlane(async ({ call }) => {
    const { ZipFile } = (await newFunction('fn')).Code;
    for (const [name, named] of [
      ['fn', arnOf('fn')],
      ['fn:live', `${arnOf('fn')}:live`],
    ]) {
      for (const answer of [
        await call('UpdateFunctionCode', { FunctionName: name, ZipFile }),
        await call('UpdateFunctionConfiguration', { FunctionName: name }),
      ]) {
        assert.equal(answer.status, 404);
        assert.deepEqual(answer.json, { Type: 'User', Message: `Function not found: ${named}` });
      }
    }
  }));

test('the request limit of UpdateFunctionCode names it', () => {
  assert.equal(
    updateFunctionCode.body?.tooLarge().message,
    'Request must be smaller than 70167211 bytes for the UpdateFunctionCode operation',
  );
});
