/** PublishVersion, ListVersionsByFunction, Publish in the other operations, and what becomes of versions. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InterpreterAnswer } from '#launcher';
import {
  arnOf,
  available,
  type ControlPlane,
  newFunction,
  unavailable,
  withControlPlane,
  zipOf,
} from './control-room.fixture.ts';
import { resumePending } from './settle.ts';

const fn = { FunctionName: 'fn' };

/** Publishes a version whose code is its own. */
async function publish({ call, settled }: ControlPlane, code: string): Promise<string> {
  const ZipFile = await zipOf({ 'index.mjs': code });
  const { json } = await call('UpdateFunctionCode', { ...fn, ZipFile, Publish: true });
  await settled('fn');
  return json.Version;
}

async function versionsListed({ call }: ControlPlane): Promise<readonly string[]> {
  const { json } = await call('ListVersionsByFunction', fn);
  return json.Versions.map(({ Version }: { Version: string }) => Version);
}

test('a version keeps its code and configuration when $LATEST goes on', () =>
  withControlPlane(async (plane) => {
    const { latest } = await plane.create('fn', { Environment: { Variables: { STAGE: 'one' } } });
    await plane.call('PublishVersion', fn);
    await publish(plane, 'two');
    await plane.call('UpdateFunctionConfiguration', { ...fn, Environment: { Variables: { STAGE: 'two' } } });
    const { versions = [] } = await plane.settled('fn');
    assert.deepEqual(
      versions.map(({ version, variables }) => [version, variables]),
      [
        ['1', { STAGE: 'one' }],
        ['2', { STAGE: 'one' }],
      ],
    );
    assert.equal(versions[0]?.codeDigest, latest.codeDigest);
    assert.ok(await plane.code.zip(latest.codeDigest));
  }));

test('each version has environments of its own', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn', { Publish: true });
    await publish(plane, 'two');
    const { latest, versions = [] } = await plane.settled('fn');
    const keys = [latest, ...versions].map(({ environmentKey }) => environmentKey);
    assert.equal(new Set(keys).size, 3);
  }));

test('what was published last is published again only after a change, to the code or the configuration', () =>
  withControlPlane(async (plane) => {
    const { call, settled } = plane;
    await plane.create('fn');
    const published = async (members: object = {}) =>
      (await call('PublishVersion', { ...fn, ...members })).json.Version;
    assert.equal(await published({ Description: 'first' }), '1');
    assert.equal(await published({ Description: 'another description alone' }), '1');
    await call('UpdateFunctionConfiguration', fn);
    await settled('fn');
    assert.equal(await published(), '1', 'an update that changes nothing');
    await call('UpdateFunctionConfiguration', { ...fn, Timeout: 4 });
    await settled('fn');
    assert.equal(await published(), '2');
    await call('UpdateFunctionConfiguration', { ...fn, Timeout: 3 });
    await settled('fn');
    assert.equal(await published(), '3', 'what an older version already has');
  }));

test('a repeated publication changes no revision id', () =>
  withControlPlane(async ({ create, call, settled }) => {
    await create('fn', { Publish: true });
    const before = await settled('fn');
    assert.equal((await call('PublishVersion', fn)).status, 201);
    assert.deepEqual(await settled('fn'), before);
  }));

test('numbers are not used again, and a version that is gone is not returned', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn', { Publish: true });
    assert.equal((await plane.call('DeleteFunction', { FunctionName: 'fn:1' })).status, 204);
    const { json } = await plane.call('PublishVersion', fn);
    assert.equal(json.Version, '2');
    assert.deepEqual(await versionsListed(plane), ['$LATEST', '2']);
  }));

test('of racing publications all get the same version', () =>
  withControlPlane(async ({ create, call }) => {
    await create('fn');
    const answers = await Promise.all([1, 2, 3, 4].map(() => call('PublishVersion', fn)));
    assert.deepEqual(
      answers.map(({ status, json }) => [status, json.Version]),
      answers.map(() => [201, '1']),
    );
  }));

test('versions are listed in the order of their numbers, in pages', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn');
    for (let number = 1; number <= 11; number++) {
      await plane.call('UpdateFunctionConfiguration', { ...fn, Description: `${number}` });
      await plane.settled('fn');
      await plane.call('PublishVersion', fn);
    }
    assert.deepEqual(await versionsListed(plane), [
      '$LATEST',
      ...Array.from({ length: 11 }, (_, n) => `${n + 1}`),
    ]);
    const first = await plane.call('ListVersionsByFunction', { ...fn, MaxItems: 10 });
    await plane.call('DeleteFunction', { ...fn, Qualifier: '9' });
    const rest = await plane.call('ListVersionsByFunction', { ...fn, Marker: first.json.NextMarker });
    const versions = rest.json.Versions.map(({ Version }: { Version: string }) => Version);
    assert.deepEqual([versions, 'NextMarker' in rest.json], [['10', '11'], false]);
    const all = await plane.call('ListFunctions', { FunctionVersion: 'ALL', MaxItems: 9 });
    const next = await plane.call('ListFunctions', { FunctionVersion: 'ALL', Marker: all.json.NextMarker });
    const arns = [...all.json.Functions, ...next.json.Functions].map(({ FunctionArn }) => FunctionArn);
    const left = ['$LATEST', '1', '2', '3', '4', '5', '6', '7', '8', '10', '11'];
    assert.deepEqual(
      arns,
      left.map((version) => `${arnOf('fn')}:${version}`),
    );
  }));

test('code stays as long as a version has it, and goes with the last', () =>
  withControlPlane(async (plane) => {
    const { latest: first } = await plane.create('fn', { Publish: true });
    await publish(plane, 'two');
    await plane.clock.advance(24 * 3600 * 1000);
    assert.ok(await plane.code.zip(first.codeDigest));
    await plane.call('DeleteFunction', { ...fn, Qualifier: '1' });
    const { latest } = await plane.settled('fn');
    assert.deepEqual((await plane.leftovers()).blobs, [latest.codeDigest]);
    await plane.call('DeleteFunction', fn);
    assert.deepEqual(await plane.leftovers(), { blobs: [], notes: [], trees: [] });
  }));

test('a version goes with its policy', () =>
  withControlPlane(async ({ create, call, settled }) => {
    await create('fn', { Publish: true });
    const grant = { Action: 'lambda:InvokeFunction', Principal: '*', StatementId: 's' };
    await call('AddPermission', { FunctionName: 'fn:1', ...grant });
    await call('DeleteFunction', { FunctionName: 'fn:1' });
    const { versions, qualifiedPolicies } = await settled('fn');
    assert.deepEqual([versions, qualifiedPolicies], [undefined, undefined]);
  }));

test('during an update nothing is published, and no version is deleted', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn', { Publish: true });
    plane.interpreter = () => new Promise(() => undefined);
    await plane.call('UpdateFunctionConfiguration', { ...fn, Timeout: 9 });
    const message = `The operation cannot be performed at this time. An update is in progress for resource: ${arnOf('fn')}`;
    for (const answer of [
      await plane.call('PublishVersion', fn),
      await plane.call('DeleteFunction', { ...fn, Qualifier: '1' }),
    ]) {
      assert.deepEqual([answer.status, answer.json], [409, { Type: 'User', message }]);
    }
    assert.equal((await plane.call('DeleteFunction', { ...fn, Qualifier: '7' })).status, 204);
  }));

test('what cannot run is not published', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn');
    plane.interpreter = async () => unavailable;
    await plane.call('UpdateFunctionConfiguration', { ...fn, Runtime: 'python3.13' });
    await plane.settled('fn');
    const update = await plane.call('PublishVersion', fn);
    assert.equal(update.status, 409);
    assert.match(update.json.message, /The last update of the function failed: there is no Python 3\.13/);
    await plane.create('other', { Runtime: 'python3.13' });
    const failed = await plane.call('PublishVersion', { FunctionName: 'other' });
    assert.equal(failed.status, 409);
    assert.match(failed.json.message, /currently in the following state: Failed \(there is no Python 3\.13/);
  }));

test('a version published with code that cannot run is Failed, until a start finds what it needs', () =>
  withControlPlane(async (plane) => {
    const { call, settled } = plane;
    plane.interpreter = async (runtime): Promise<InterpreterAnswer> =>
      runtime === 'nodejs24.x' ? available : unavailable;
    await plane.create('fn', { Runtime: 'python3.13', Publish: true });
    const one = await call('GetFunctionConfiguration', { ...fn, Qualifier: '1' });
    assert.deepEqual([one.json.State, one.json.StateReasonCode], ['Failed', 'InvalidRuntime']);
    await call('UpdateFunctionConfiguration', { ...fn, Runtime: 'nodejs24.x' });
    assert.deepEqual((await settled('fn')).versions?.[0]?.state, 'Failed');
    plane.interpreter = async () => available;
    await resumePending(plane.room);
    const again = await call('GetFunctionConfiguration', { ...fn, Qualifier: '1' });
    assert.deepEqual([again.json.State, again.json.LastUpdateStatus], ['Active', 'Successful']);
    assert.notEqual(again.json.RevisionId, one.json.RevisionId);
  }));

test('an update with Publish that changes nothing answers the version there is', () =>
  withControlPlane(async ({ create, call, settled }) => {
    const { ZipFile } = (await newFunction('fn')).Code;
    await create('fn', { Publish: true });
    const { json } = await call('UpdateFunctionCode', { ...fn, ZipFile, Publish: true });
    assert.deepEqual([json.Version, json.FunctionArn, json.State], ['1', `${arnOf('fn')}:1`, 'Active']);
    assert.equal((await settled('fn')).versions?.length, 1);
  }));

test('a dry run publishes nothing', () =>
  withControlPlane(async ({ create, call, settled }) => {
    const before = await create('fn');
    const ZipFile = await zipOf({ 'index.mjs': 'two' });
    const { json } = await call('UpdateFunctionCode', { ...fn, ZipFile, Publish: true, DryRun: true });
    assert.equal(json.Version, '$LATEST');
    assert.deepEqual(await settled('fn'), before);
  }));

for (const operation of ['PublishVersion', 'ListVersionsByFunction'] as const) {
  test(`${operation} does not find what is not there, and is about functions only`, () =>
    withControlPlane(async ({ call }) => {
      const none = await call(operation, { FunctionName: 'none' });
      assert.deepEqual(
        [none.status, none.json],
        [404, { Type: 'User', Message: `Function not found: ${arnOf('none')}` }],
      );
      const qualified = await call(operation, { FunctionName: 'fn:1' });
      assert.equal(qualified.status, 400);
      assert.match(qualified.json.message, /^This operation is permitted on Lambda functions only\./);
    }));
}

test('published versions and aliases cannot be updated', () =>
  withControlPlane(async ({ create, call }) => {
    await create('fn', { Publish: true });
    const there = await call('UpdateFunctionConfiguration', { FunctionName: 'fn:1', Timeout: 9 });
    assert.deepEqual(
      [there.status, there.headers.get('x-amzn-errortype')],
      [400, 'InvalidParameterValueException'],
    );
    const gone = await call('UpdateFunctionConfiguration', { FunctionName: 'fn:2', Timeout: 9 });
    assert.deepEqual([gone.status, gone.json.Message], [404, `Function not found: ${arnOf('fn')}:2`]);
  }));
