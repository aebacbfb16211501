/** Put-, Get- and DeleteFunctionConcurrency; what they do to invocations is in invoke/throttling.test.ts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arnOf, type ControlPlane, withControlPlane } from './control-room.fixture.ts';

const FunctionName = 'fn';

function put({ call }: ControlPlane, ReservedConcurrentExecutions: number, name = FunctionName) {
  return call('PutFunctionConcurrency', { FunctionName: name, ReservedConcurrentExecutions });
}

async function unreserved({ call }: ControlPlane): Promise<number> {
  return (await call('GetAccountSettings', {})).json.AccountLimit.UnreservedConcurrentExecutions;
}

const tooMuch =
  "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].";

test('a reservation comes, changes and goes; 0 is one', () =>
  withControlPlane(async (plane) => {
    const { call, create } = plane;
    await create('fn');
    const get = async () => (await call('GetFunctionConcurrency', { FunctionName })).json;
    const concurrency = async () => (await call('GetFunction', { FunctionName })).json.Concurrency;
    assert.deepEqual(await get(), {});
    assert.equal(await concurrency(), undefined);
    for (const reserved of [0, 1, 900, 3]) {
      const { status, json } = await put(plane, reserved);
      assert.deepEqual([status, json], [200, { ReservedConcurrentExecutions: reserved }]);
      assert.deepEqual(await get(), { ReservedConcurrentExecutions: reserved });
      assert.deepEqual(await concurrency(), { ReservedConcurrentExecutions: reserved });
      assert.equal(await unreserved(plane), 1000 - reserved);
    }
    for (let time = 0; time < 2; time += 1) {
      const { status, text } = await call('DeleteFunctionConcurrency', { FunctionName });
      assert.deepEqual([status, text], [204, '']);
      assert.deepEqual(await get(), {});
    }
    assert.equal(await unreserved(plane), 1000);
  }));

test('a hundred stay unreserved, all functions together; the body has no Type', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn');
    await plane.create('other');
    const all = await put(plane, 901);
    assert.deepEqual(
      [all.status, all.headers.get('x-amzn-errortype'), all.json],
      [400, 'InvalidParameterValueException', { message: tooMuch }],
    );
    assert.equal(await unreserved(plane), 1000);
    assert.equal((await put(plane, 600, 'other')).status, 200);
    assert.deepEqual((await put(plane, 301)).json, { message: tooMuch });
    assert.equal((await put(plane, 300)).status, 200);
    assert.equal((await put(plane, 600, 'other')).status, 200, 'the same again needs nothing more');
    assert.equal((await put(plane, 100, 'other')).status, 200);
    assert.equal(await unreserved(plane), 600);
    await plane.call('DeleteFunction', { FunctionName: 'other' });
    assert.equal(await unreserved(plane), 700);
  }));

test('of functions that ask for the last of it at once, as many get it as there is', () =>
  withControlPlane(async (plane) => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) await plane.create(name);
    const answers = await Promise.all(names.map((name) => put(plane, 400, name)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 2);
    assert.equal(await unreserved(plane), 200);
    // One function, asked for more and less at once: whichever came last, the count is of what is stored.
    await Promise.all([0, 500, 0, 500, 10].map((reserved) => put(plane, reserved, 'a')));
    const listed = await Promise.all(
      names.map((FunctionName) => plane.call('GetFunctionConcurrency', { FunctionName })),
    );
    const stored = listed.map(({ json }) => json.ReservedConcurrentExecutions ?? 0);
    assert.equal(
      await unreserved(plane),
      stored.reduce((left, reserved) => left - reserved, 1000),
    );
  }));

test('what is not there, and what is no function', () =>
  withControlPlane(async (plane) => {
    const { call } = plane;
    const missing = await put(plane, 9999);
    assert.deepEqual(
      [missing.status, missing.json.Message],
      [404, `Function not found: ${arnOf('fn')}:$LATEST`],
    );
    for (const operation of ['GetFunctionConcurrency', 'DeleteFunctionConcurrency'] as const) {
      const { status, json } = await call(operation, { FunctionName });
      assert.deepEqual([status, json.Message], [404, `Function not found: ${arnOf('fn')}`]);
    }
    await plane.create('fn');
    for (const name of ['fn:1', arnOf('fn:alias'), 'fn:$LATEST']) {
      const { status, json } = await put(plane, 1, name);
      assert.deepEqual(
        [status, json.message],
        [
          400,
          'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
        ],
      );
    }
    assert.equal(await unreserved(plane), 1000);
  }));

test('a reservation survives an update, and the store opened again', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn');
    await put(plane, 7);
    await plane.call('UpdateFunctionConfiguration', { FunctionName, Timeout: 5 });
    await plane.settled('fn');
    await withControlPlane(async (again) => {
      assert.deepEqual((await again.call('GetFunctionConcurrency', { FunctionName })).json, {
        ReservedConcurrentExecutions: 7,
      });
      assert.equal(await unreserved(again), 993);
    }, plane.fabric);
  }));

test('runtime management: Auto is how it is, anything else is refused by name', () =>
  withControlPlane(async ({ call, create }) => {
    await create('fn');
    const auto = { UpdateRuntimeOn: 'Auto', FunctionArn: arnOf('fn') };
    assert.deepEqual((await call('GetRuntimeManagementConfig', { FunctionName })).json, auto);
    const put = (UpdateRuntimeOn: string) =>
      call('PutRuntimeManagementConfig', { FunctionName, UpdateRuntimeOn });
    assert.deepEqual((await put('Auto')).json, auto);
    for (const mode of ['FunctionUpdate', 'Manual']) {
      const { status, json } = await put(mode);
      assert.equal(status, 501);
      assert.match(json.message, new RegExp(`UpdateRuntimeOn ${mode}`));
    }
    assert.equal((await call('GetRuntimeManagementConfig', { FunctionName: 'nope' })).status, 404);
  }));
