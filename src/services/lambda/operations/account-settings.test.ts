/** GetAccountSettings, and the code storage limit that it shows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeStorageBytesMax } from '../limits.ts';
import {
  account,
  type ControlPlane,
  newFunction,
  region,
  withControlPlane,
  zipOf,
} from './control-room.fixture.ts';

async function usage({ call }: ControlPlane, context = {}): Promise<unknown> {
  return (await call('GetAccountSettings', {}, context)).json.AccountUsage;
}

/** Makes a stored function's package as large as wanted, for what counts it. */
async function inflate({ functions }: ControlPlane, name: string, codeBytes: number): Promise<void> {
  const found = functions.find(account, region, name);
  assert.ok(found);
  await functions.put({ ...found.value, latest: { ...found.value.latest, codeBytes } }, found.revision);
}

const full = { Type: 'User', message: 'Code storage limit exceeded.' };

test("an account's limits and what its functions use, in one region", () =>
  withControlPlane(async (plane) => {
    assert.deepEqual((await plane.call('GetAccountSettings', {})).json, {
      AccountLimit: {
        TotalCodeSize: 80_530_636_800,
        CodeSizeUnzipped: 262_144_000,
        CodeSizeZipped: 52_428_800,
        ConcurrentExecutions: 1000,
        UnreservedConcurrentExecutions: 1000,
      },
      AccountUsage: { TotalCodeSize: 0, FunctionCount: 0 },
    });
    const { Code } = await newFunction('a');
    await plane.create('a');
    await plane.create('b');
    assert.deepEqual(await usage(plane), { TotalCodeSize: 2 * Code.ZipFile.length, FunctionCount: 2 });
    assert.deepEqual(await usage(plane, { region: 'us-east-1' }), { TotalCodeSize: 0, FunctionCount: 0 });
    const larger = await zipOf({ 'index.mjs': 'export const handler = async () => "another, longer";\n' });
    await plane.call('UpdateFunctionCode', { FunctionName: 'b', ZipFile: larger });
    await plane.settled('b');
    assert.deepEqual(await usage(plane), {
      TotalCodeSize: Code.ZipFile.length + larger.length,
      FunctionCount: 2,
    });
    await plane.call('DeleteFunction', { FunctionName: 'a' });
    assert.deepEqual(await usage(plane), { TotalCodeSize: larger.length, FunctionCount: 1 });
  }));

test('another configuration takes no room, the version published of it as much as its package', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn');
    const { TotalCodeSize } = (await plane.call('GetAccountSettings', {})).json.AccountUsage;
    await plane.call('UpdateFunctionConfiguration', { FunctionName: 'fn', Description: 'another' });
    await plane.settled('fn');
    assert.deepEqual(await usage(plane), { TotalCodeSize, FunctionCount: 1 });
    await plane.call('PublishVersion', { FunctionName: 'fn' });
    assert.deepEqual(await usage(plane), { TotalCodeSize: 2 * TotalCodeSize, FunctionCount: 1 });
  }));

test('what does not fit into the code storage is refused and leaves nothing; what fits is taken', () =>
  withControlPlane(async (plane) => {
    const { Code } = await newFunction('a');
    const bytes = Code.ZipFile.length;
    await plane.create('large');
    await inflate(plane, 'large', codeStorageBytesMax - bytes + 1);
    const before = [await usage(plane), await plane.leftovers()];
    const refused = await plane.call('CreateFunction', {
      ...(await newFunction('fn')),
      Code: { ZipFile: await zipOf({ 'index.js': 'exports.handler = async () => "another";\n' }) },
    });
    assert.deepEqual(
      [refused.status, refused.headers.get('x-amzn-errortype'), refused.json],
      [400, 'CodeStorageExceededException', full],
    );
    assert.deepEqual([await usage(plane), await plane.leftovers()], before);
    await inflate(plane, 'large', codeStorageBytesMax - bytes);
    await plane.create('fn');
    assert.deepEqual(await usage(plane), { TotalCodeSize: codeStorageBytesMax, FunctionCount: 2 });

    const longer = await zipOf({ 'index.mjs': 'export const handler = async () => "longer than before";\n' });
    const update = await plane.call('UpdateFunctionCode', { FunctionName: 'fn', ZipFile: longer });
    assert.deepEqual([update.status, update.json], [400, full]);
    assert.equal(
      (await plane.call('UpdateFunctionConfiguration', { FunctionName: 'fn', Timeout: 4 })).status,
      200,
    );
  }));

test('of functions created at once for the last room, as many get it as there is', () =>
  withControlPlane(async (plane) => {
    const { Code } = await newFunction('a');
    await plane.create('large');
    await inflate(plane, 'large', codeStorageBytesMax - 2 * Code.ZipFile.length);
    const created = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map(async (name) => plane.call('CreateFunction', await newFunction(name))),
    );
    const statuses = created.map(({ status }) => status).sort();
    assert.deepEqual(statuses, [201, 201, 400, 400, 400]);
    assert.deepEqual(await usage(plane), { TotalCodeSize: codeStorageBytesMax, FunctionCount: 3 });
  }));
