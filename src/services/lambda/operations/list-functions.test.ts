import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arnOf, withControlPlane } from './control-room.fixture.ts';

test('functions are listed by name, without state and without the runtime’s version', () =>
  withControlPlane(async ({ create, call }) => {
    await create('beta');
    await create('Alpha', { Environment: { Variables: {} } });
    const { status, json } = await call('ListFunctions', {});
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(json), ['Functions']);
    const shown = await call('GetFunctionConfiguration', { FunctionName: 'Alpha' });
    const { State, LastUpdateStatus, RuntimeVersionConfig, ...expected } = shown.json;
    assert.deepEqual([State, LastUpdateStatus], ['Active', 'Successful']);
    assert.ok(RuntimeVersionConfig);
    assert.deepEqual(json.Functions[0], expected);
    assert.equal(json.Functions[1].FunctionArn, arnOf('beta'));
  }));

test('FunctionVersion=ALL lists every version under its qualified ARN', () =>
  withControlPlane(async ({ create, call }) => {
    await create('fn');
    const { json } = await call('ListFunctions', { FunctionVersion: 'ALL' });
    assert.deepEqual(
      json.Functions.map((entry: { FunctionArn: string; Version: string }) => [
        entry.FunctionArn,
        entry.Version,
      ]),
      [[`${arnOf('fn')}:$LATEST`, '$LATEST']],
    );
    const invalid = await call('ListFunctions', { FunctionVersion: 'invalid' });
    assert.equal(
      invalid.json.message,
      "1 validation error detected: Value 'invalid' at 'functionVersion' failed to satisfy constraint: Member must satisfy enum value set: [ALL]",
    );
  }));

test('pages hold at most 50, whatever MaxItems says, and follow each other without gap or repetition', () =>
  withControlPlane(async ({ create, call }) => {
    const names = Array.from({ length: 61 }, (_, n) => `fn-${String(n).padStart(3, '0')}`);
    await Promise.all(names.map((name) => create(name)));
    const sizes: number[] = [];
    const listed: string[] = [];
    let Marker: string | undefined;
    do {
      const { json } = await call('ListFunctions', { MaxItems: 10_000, Marker });
      sizes.push(json.Functions.length);
      listed.push(...json.Functions.map((entry: { FunctionName: string }) => entry.FunctionName));
      Marker = json.NextMarker;
    } while (Marker !== undefined);
    assert.deepEqual(sizes, [50, 11]);
    assert.deepEqual(listed, names);
  }));

test('a page that ends exactly at the last function has no marker, and one may go on after a deleted function', () =>
  withControlPlane(async ({ create, call }) => {
    for (const name of ['a-1', 'a-2', 'a-3']) await create(name);
    const whole = await call('ListFunctions', { MaxItems: 3 });
    assert.equal('NextMarker' in whole.json, false);
    const first = await call('ListFunctions', { MaxItems: 2 });
    await call('DeleteFunction', { FunctionName: 'a-2' });
    const rest = await call('ListFunctions', { Marker: first.json.NextMarker });
    assert.deepEqual(
      rest.json.Functions.map((entry: { FunctionName: string }) => entry.FunctionName),
      ['a-3'],
    );
    const madeUp = [[''], ['a b', 0], ['a'.repeat(10_000), 0], ['a'.repeat(141), 0], ['\ud800', 0]];
    const markers = madeUp.map((place) => Buffer.from(JSON.stringify(place)).toString('base64url'));
    for (const Marker of ['***', ...markers]) {
      const invalid = await call('ListFunctions', { Marker });
      assert.deepEqual(
        [invalid.status, invalid.headers.get('x-amzn-errortype')],
        [400, 'InvalidParameterValueException'],
        Marker,
      );
    }
  }));

test('only the functions of the caller’s account and region are listed', () =>
  withControlPlane(async ({ create, call }) => {
    await create('fn');
    assert.deepEqual((await call('ListFunctions', {}, { region: 'us-east-1' })).json.Functions, []);
    assert.deepEqual((await call('ListFunctions', {}, { account: '444455556666' })).json.Functions, []);
  }));
