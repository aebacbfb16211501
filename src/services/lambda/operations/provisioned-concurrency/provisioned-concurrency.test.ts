/** What the golden cases do not say of the configurations of provisioned concurrency. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, arnOf, type ControlPlane, region, withControlPlane } from '../control-room.fixture.ts';

async function withVersions(
  use: (plane: ControlPlane, put: (qualifier: string, count: number) => Promise<string>) => Promise<void>,
) {
  await withControlPlane(async (plane) => {
    await plane.create('fn');
    await plane.call('PublishVersion', { FunctionName: 'fn' });
    await plane.call('UpdateFunctionConfiguration', { FunctionName: 'fn', Description: 'second' });
    await plane.settled('fn');
    await plane.call('PublishVersion', { FunctionName: 'fn' });
    await plane.call('CreateAlias', { FunctionName: 'fn', Name: 'live', FunctionVersion: '1' });
    await use(plane, async (Qualifier, ProvisionedConcurrentExecutions) => {
      const input = { FunctionName: 'fn', Qualifier, ProvisionedConcurrentExecutions };
      const { status, json } = await plane.call('PutProvisionedConcurrencyConfig', input);
      return `${status} ${json.message ?? json.Status}`;
    });
  });
}

const provisionedIn = ({ functions }: ControlPlane) =>
  functions
    .find(account, region, 'fn')
    ?.value.provisioned?.map(({ qualifier, requested }) => `${qualifier}: ${requested}`);

test('a configuration says how far it is, and why it failed', () =>
  withVersions(async (plane, put) => {
    assert.equal(await put('live', 3), '202 IN_PROGRESS');
    const get = async () =>
      (await plane.call('GetProvisionedConcurrencyConfig', { FunctionName: 'fn', Qualifier: 'live' })).json;
    plane.provisionedStatus = { available: 3, state: 'READY' };
    assert.deepEqual(await get(), {
      RequestedProvisionedConcurrentExecutions: 3,
      AvailableProvisionedConcurrentExecutions: 3,
      AllocatedProvisionedConcurrentExecutions: 3,
      Status: 'READY',
      LastModified: '2026-01-01T00:00:00+0000',
    });
    plane.provisionedStatus = { available: 0, state: 'FAILED', reason: 'FUNCTION_ERROR_INIT_FAILURE' };
    const { Status, StatusReason } = await get();
    assert.deepEqual([Status, StatusReason], ['FAILED', 'FUNCTION_ERROR_INIT_FAILURE']);
  }));

test('reserved and provisioned concurrency bound each other', () =>
  withVersions(async (plane, put) => {
    const reserve = async (ReservedConcurrentExecutions: number) =>
      (await plane.call('PutFunctionConcurrency', { FunctionName: 'fn', ReservedConcurrentExecutions })).json;
    await put('live', 2);
    assert.deepEqual(await reserve(1), {
      message:
        " ReservedConcurrentExecutions  1 should not be lower than function's total provisioned concurrency [2].",
    });
    assert.deepEqual(await reserve(2), { ReservedConcurrentExecutions: 2 });
    const tooMany =
      '400 Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function';
    assert.equal(await put('2', 1), tooMany);
    assert.equal(await put('live', 3), tooMany);
    assert.equal(await put('live', 1), '202 IN_PROGRESS');
  }));

test('an account counts what is reserved, and without that what is provisioned', () =>
  withVersions(async (plane, put) => {
    const unreserved = async () =>
      (await plane.call('GetAccountSettings', {})).json.AccountLimit.UnreservedConcurrentExecutions;
    await put('live', 2);
    await put('2', 3);
    assert.equal(await unreserved(), 995);
    await plane.call('PutFunctionConcurrency', { FunctionName: 'fn', ReservedConcurrentExecutions: 8 });
    assert.equal(await unreserved(), 992);
    await plane.call('DeleteFunctionConcurrency', { FunctionName: 'fn' });
    assert.equal(await unreserved(), 995);
    assert.match(await put('live', 899), /decreases account's Unreserved/);
    assert.match(await put('live', 998), /greater than account's unreserved concurrency/);
    assert.equal(await put('live', 897), '202 IN_PROGRESS');
  }));

test('lists are sorted and come in pages', () =>
  withVersions(async (plane, put) => {
    await put('live', 1);
    await put('2', 1);
    const list = async (members: object) =>
      (await plane.call('ListProvisionedConcurrencyConfigs', { FunctionName: 'fn', ...members })).json;
    const first = await list({ MaxItems: 1 });
    const second = await list({ MaxItems: 1, Marker: first.NextMarker });
    const arns = [first, second].flatMap((page) =>
      page.ProvisionedConcurrencyConfigs.map((each: { FunctionArn: string }) => each.FunctionArn),
    );
    assert.deepEqual(arns, [arnOf('fn:2'), arnOf('fn:live')]);
    assert.equal(second.NextMarker, undefined);
  }));

test('an alias does not get onto a provisioned version, nor with weights into provisioned concurrency', () =>
  withVersions(async (plane, put) => {
    const update = async (members: object) => {
      const { status, json } = await plane.call('UpdateAlias', {
        FunctionName: 'fn',
        Name: 'live',
        ...members,
      });
      return `${status} ${json.message ?? json.FunctionVersion}`;
    };
    await update({ RoutingConfig: { AdditionalVersionWeights: { '2': 0.5 } } });
    assert.equal(await put('live', 1), '400 Alias with weights can not be used with Provisioned Concurrency');
    await update({ RoutingConfig: {} });
    assert.equal(await put('2', 1), '202 IN_PROGRESS');
    assert.equal(await update({ FunctionVersion: '2' }), '200 2', 'it has nothing provisioned');
    assert.match(await put('live', 1), /^409 Alias can't be used/);
    await update({ FunctionVersion: '1' });
    assert.equal(await put('live', 1), '202 IN_PROGRESS');
    assert.match(await update({ FunctionVersion: '2' }), /^409 Alias can't be used/);
    assert.match(await update({ FunctionVersion: '$LATEST' }), /^400 Provisioned Concurrency Configs cannot/);
  }));

test('what is deleted takes its configuration along', () =>
  withVersions(async (plane, put) => {
    await put('live', 1);
    await put('2', 2);
    await plane.call('DeleteFunction', { FunctionName: 'fn', Qualifier: '2' });
    assert.deepEqual(provisionedIn(plane), ['live: 1']);
    await plane.call('DeleteAlias', { FunctionName: 'fn', Name: 'live' });
    assert.equal(provisionedIn(plane), undefined);
  }));
