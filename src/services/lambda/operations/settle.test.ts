import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '#ambient';
import { memoryFabric } from '#fabric';
import type { InterpreterAnswer } from '#launcher';
import { hostArchitecture } from '../records/architecture.ts';
import {
  arnOf,
  available,
  newFunction,
  unavailable,
  withControlPlane,
  zipOf,
} from './control-room.fixture.ts';
import { resumePending } from './settle.ts';

const never = new Promise<InterpreterAnswer>(() => undefined);

test('where there is no interpreter the function becomes Failed, and says what to install', () =>
  withControlPlane(async (plane) => {
    plane.interpreter = async () => unavailable;
    await plane.create('fn', { Runtime: 'python3.13', Handler: 'app.handler' });
    const { json } = await plane.call('GetFunctionConfiguration', { FunctionName: 'fn' });
    assert.deepEqual(
      [json.State, json.StateReasonCode, json.LastUpdateStatus],
      ['Failed', 'InvalidRuntime', undefined],
    );
    assert.equal(
      json.StateReason,
      'there is no Python 3.13 on this machine; install it with "apt install python3.13"',
    );
  }));

test('a custom runtime needs no interpreter', () =>
  withControlPlane(async (plane) => {
    plane.interpreter = async () => unavailable;
    for (const Runtime of ['provided.al2', 'provided.al2023']) {
      const { latest } = await plane.create(Runtime.replace('.', '-'), { Runtime, Handler: 'any' });
      assert.equal(latest.state, 'Active');
    }
  }));

test('a package runs here whatever architecture it asks for, and the operator is told', () =>
  withControlPlane(async ({ create, warnings }) => {
    const host = hostArchitecture();
    const other = host === 'arm64' ? 'x86_64' : 'arm64';
    const { latest } = await create('fn', { Architectures: [other] });
    assert.deepEqual([latest.state, latest.architecture], ['Active', other]);
    assert.deepEqual(warnings, [
      {
        text: 'a function runs on another architecture than it asks for: what is native in it fails',
        facts: { function: 'fn', version: '$LATEST', asked: other, machine: host },
      },
    ]);
  }));

test('a launcher that fails makes the function Failed for an internal error', () =>
  withControlPlane(async (plane) => {
    plane.interpreter = () => Promise.reject(new Error('the launcher has died'));
    const { latest } = await plane.create('fn');
    assert.deepEqual([latest.state, latest.stateReasonCode], ['Failed', 'InternalError']);
    assert.doesNotMatch(latest.stateReason ?? '', /has died/);
  }));

test('a Failed function is repaired by an update', () =>
  withControlPlane(async (plane) => {
    plane.interpreter = async (runtime) => (runtime === 'nodejs24.x' ? available : unavailable);
    await plane.create('fn', { Runtime: 'python3.13' });
    const answer = await plane.call('UpdateFunctionConfiguration', {
      FunctionName: 'fn',
      Runtime: 'nodejs24.x',
    });
    assert.deepEqual([answer.json.State, answer.json.LastUpdateStatus], ['Failed', 'InProgress']);
    const { latest } = await plane.settled('fn');
    assert.deepEqual(
      [latest.state, latest.lastUpdateStatus, latest.stateReason],
      ['Active', 'Successful', undefined],
    );
  }));

test('a Failed function whose update fails too is Failed in both', () =>
  withControlPlane(async (plane) => {
    plane.interpreter = async () => unavailable;
    await plane.create('fn');
    await plane.call('UpdateFunctionConfiguration', { FunctionName: 'fn', Timeout: 5 });
    const { latest, serving } = await plane.settled('fn');
    assert.deepEqual([latest.state, latest.lastUpdateStatus, serving], ['Failed', 'Failed', undefined]);
  }));

test('what a crash left Pending or InProgress is settled at the next start', async () => {
  const fabric = memoryFabric(new VirtualClock());
  await withControlPlane(async (plane) => {
    await plane.create('updating');
    plane.interpreter = () => never;
    await plane.call('CreateFunction', await newFunction('creating'));
    await plane.call('UpdateFunctionConfiguration', { FunctionName: 'updating', Timeout: 9 });
  }, fabric);
  await withControlPlane(async (plane) => {
    await resumePending(plane.room);
    const creating = await plane.settled('creating');
    const updating = await plane.settled('updating');
    assert.deepEqual([creating.latest.state, creating.latest.lastUpdateStatus], ['Active', 'Successful']);
    assert.deepEqual([updating.latest.lastUpdateStatus, updating.latest.timeoutSeconds], ['Successful', 9]);
    assert.equal(updating.serving, undefined);
  }, fabric);
  await fabric.close();
});

test('a launcher that ends with Lambent does not make functions Failed', async () => {
  const fabric = memoryFabric(new VirtualClock());
  const launcher = Promise.withResolvers<InterpreterAnswer>();
  await withControlPlane(async (plane) => {
    plane.interpreter = () => launcher.promise;
    await plane.call('CreateFunction', await newFunction('fn'));
  }, fabric);
  launcher.reject(new Error('the launcher was closed'));
  await withControlPlane(async (plane) => {
    plane.interpreter = () => never;
    const { json } = await plane.call('GetFunctionConfiguration', { FunctionName: 'fn' });
    assert.equal(json.State, 'Pending');
  }, fabric);
  await fabric.close();
});

test('a start looks again for an interpreter that was missing, and leaves alone what still is', async () => {
  const fabric = memoryFabric(new VirtualClock());
  await withControlPlane(async (plane) => {
    plane.interpreter = async () => unavailable;
    await plane.create('installed', { Runtime: 'python3.12' });
    await plane.create('missing', { Runtime: 'python3.13' });
  }, fabric);
  await withControlPlane(async (plane) => {
    plane.interpreter = async (runtime) => (runtime === 'python3.12' ? available : unavailable);
    const before = await plane.settled('missing');
    await resumePending(plane.room);
    assert.equal((await plane.settled('installed')).latest.state, 'Active');
    assert.deepEqual(await plane.settled('missing'), before);
  }, fabric);
  await fabric.close();
});

test('a start removes a package that a crash left between its blob and its record', async () => {
  const fabric = memoryFabric(new VirtualClock());
  await withControlPlane(async (plane) => {
    const { latest } = await plane.create('fn');
    const zip = await zipOf({ 'index.mjs': 'nobody names this' });
    const { digest } = await plane.code.store(zip);
    await plane.functions.packages.claim(digest);
    await plane.code.store(await zipOf({ 'index.mjs': 'nor notes this' }));
    assert.equal((await plane.leftovers()).blobs.length, 3);
    assert.notEqual(digest, latest.codeDigest);
  }, fabric);
  await withControlPlane(async (plane) => {
    await resumePending(plane.room);
    const { latest } = await plane.settled('fn');
    const left = await plane.leftovers();
    assert.deepEqual(left.notes, [latest.codeDigest]);
    // The blob that was never noted was not an upload's, and is not ours to remove.
    assert.equal(left.blobs.length, 2);
  }, fabric);
  await fabric.close();
});

test('a function deleted and made again while the launcher thinks is settled as what it is now', () =>
  withControlPlane(async (plane) => {
    const first = Promise.withResolvers<InterpreterAnswer>();
    const second = Promise.withResolvers<InterpreterAnswer>();
    const answers = [first.promise, second.promise];
    plane.interpreter = () => answers.shift() ?? never;
    await plane.call('CreateFunction', { ...(await newFunction('fn')), Description: 'first' });
    await plane.call('DeleteFunction', { FunctionName: 'fn' });
    await plane.call('CreateFunction', { ...(await newFunction('fn')), Description: 'second' });
    first.resolve(unavailable);
    await plane.clock.advance(0);
    const { json } = await plane.call('GetFunctionConfiguration', { FunctionName: 'fn' });
    assert.deepEqual([json.State, json.Description, json.FunctionArn], ['Pending', 'second', arnOf('fn')]);
    second.resolve(available);
    assert.equal((await plane.settled('fn')).latest.state, 'Active');
  }));

test('a permission added while a function is created survives its becoming Active', () =>
  withControlPlane(async (plane) => {
    const launcher = Promise.withResolvers<InterpreterAnswer>();
    plane.interpreter = () => launcher.promise;
    await plane.call('CreateFunction', await newFunction('fn'));
    const added = plane.call('AddPermission', {
      FunctionName: 'fn',
      StatementId: 's',
      Action: 'lambda:InvokeFunction',
      Principal: '*',
    });
    launcher.resolve(available);
    assert.equal((await added).status, 201);
    const record = await plane.settled('fn');
    assert.equal(record.latest.state, 'Active');
    assert.equal(record.policy?.statements.length, 1);
  }));
