/** What golden cases do not have: what is refused here, what becomes of a configuration, and what belongs to it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AccessDeniedException } from '#access';
import { account, arnOf, type ControlPlane, region, withControlPlane } from '../control-room.fixture.ts';

const FunctionName = 'fn';
const queue = `arn:aws:sqs:${region}:${account}:q`;

const put = (plane: ControlPlane, DestinationConfig: object, members: object = {}) =>
  plane.call('PutFunctionEventInvokeConfig', { FunctionName, DestinationConfig, ...members });

test('a destination that nothing here leads to is refused by name, and nothing is stored', () =>
  withControlPlane(async (plane) => {
    await plane.create(FunctionName);
    for (const [service, arn] of [
      ['sqs', queue],
      ['sns', `arn:aws:sns:${region}:${account}:t`],
      ['events', `arn:aws:events:${region}:${account}:event-bus/b`],
      ['s3', 'arn:aws:s3:::bucket'],
    ]) {
      const answer = await put(plane, { OnFailure: { Destination: arn } });
      assert.deepEqual(
        [answer.status, answer.headers.get('x-amzn-errortype')],
        [501, 'NotImplementedException'],
      );
      assert.match(
        answer.text,
        new RegExp(`DestinationConfig.OnFailure.Destination: there is no ${service} that`),
      );
    }
    assert.equal((await plane.call('GetFunctionEventInvokeConfig', { FunctionName })).status, 404);
  }));

test('buckets take failures alone, and the text names both destinations', () =>
  withControlPlane(async (plane) => {
    await plane.create(FunctionName);
    const answer = await put(plane, {
      OnSuccess: { Destination: 'arn:aws:s3:::b' },
      OnFailure: { Destination: `arn:aws:iam::${account}:role/r` },
    });
    assert.deepEqual(answer.json, {
      Type: 'User',
      message: `The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=arn:aws:s3:::b), onFailure=OnFailure(destination=arn:aws:iam::${account}:role/r)) is invalid.`,
    });
  }));

test('a version or alias of the function is the function itself', () =>
  withControlPlane(async (plane) => {
    await plane.create(FunctionName);
    await plane.call('PublishVersion', { FunctionName });
    const answer = await put(plane, { OnFailure: { Destination: `${arnOf(FunctionName)}:1` } });
    assert.equal(answer.json.message, "You can't specify the function as a destination for itself.");
  }));

test('a version of another function may be a destination, one that does not exist may not', () =>
  withControlPlane(async (plane) => {
    await plane.create(FunctionName);
    await plane.create('other');
    await plane.call('PublishVersion', { FunctionName: 'other' });
    const answer = await put(plane, { OnFailure: { Destination: `${arnOf('other')}:1` } });
    assert.equal(answer.json.DestinationConfig.OnFailure.Destination, `${arnOf('other')}:1`);
    const missing = await put(plane, { OnFailure: { Destination: `${arnOf('other')}:2` } });
    assert.equal(missing.json.message, `The destination ARN ${arnOf('other')}:2 is invalid.`);
  }));

test('a destination that the function’s role may not call is refused', () =>
  withControlPlane(async (plane) => {
    await plane.create(FunctionName);
    await plane.create('other');
    const asked: string[] = [];
    const room = plane.room as { call: ControlPlane['room']['call'] };
    room.call = (_service, _operation, _input, { caller }) => {
      asked.push(caller.arn);
      return Promise.reject(new AccessDeniedException('no'));
    };
    const answer = await put(plane, { OnSuccess: { Destination: arnOf('other') } });
    assert.deepEqual([answer.status, answer.json.Type], [400, 'User']);
    assert.match(answer.json.message, /^The provided execution role does not have permissions to call /);
    assert.deepEqual(asked, [`arn:aws:sts::${account}:assumed-role/r/fn`]);
  }));

test('Update changes one destination with the other, and leaves both where it names none', () =>
  withControlPlane(async (plane) => {
    await plane.create(FunctionName);
    await plane.create('other');
    const update = (members: object) =>
      plane.call('UpdateFunctionEventInvokeConfig', { FunctionName, ...members });
    const to = { Destination: arnOf('other') };
    await put(plane, { OnSuccess: to, OnFailure: to }, { MaximumRetryAttempts: 1 });
    const kept = await update({ MaximumEventAgeInSeconds: 60 });
    assert.deepEqual(kept.json.DestinationConfig, { OnSuccess: to, OnFailure: to });
    const changed = await update({ DestinationConfig: { OnFailure: to } });
    assert.deepEqual(changed.json.DestinationConfig, { OnSuccess: {}, OnFailure: to });
    assert.deepEqual([changed.json.MaximumRetryAttempts, changed.json.MaximumEventAgeInSeconds], [1, 60]);
  }));

test('a list has pages', () =>
  withControlPlane(async (plane) => {
    await plane.create(FunctionName);
    await plane.call('PublishVersion', { FunctionName });
    for (const Qualifier of ['$LATEST', '1']) {
      await plane.call('PutFunctionEventInvokeConfig', { FunctionName, Qualifier, MaximumRetryAttempts: 0 });
    }
    const list = (Marker?: string) =>
      plane.call('ListFunctionEventInvokeConfigs', { FunctionName, MaxItems: 1, ...(Marker && { Marker }) });
    const first = await list();
    const second = await list(first.json.NextMarker);
    const arns = [first, second].map(({ json }) => json.FunctionEventInvokeConfigs[0].FunctionArn);
    assert.deepEqual(arns, [`${arnOf(FunctionName)}:$LATEST`, `${arnOf(FunctionName)}:1`]);
    assert.equal(second.json.NextMarker, undefined);
  }));

test('with a version or alias goes its configuration', () =>
  withControlPlane(async (plane) => {
    await plane.create(FunctionName);
    await plane.call('PublishVersion', { FunctionName });
    await plane.call('CreateAlias', { FunctionName, Name: 'live', FunctionVersion: '1' });
    for (const Qualifier of ['live', '1']) {
      await plane.call('PutFunctionEventInvokeConfig', { FunctionName, Qualifier, MaximumRetryAttempts: 0 });
    }
    await plane.call('DeleteAlias', { FunctionName, Name: 'live' });
    await plane.call('DeleteFunction', { FunctionName, Qualifier: '1' });
    const { json } = await plane.call('ListFunctionEventInvokeConfigs', { FunctionName });
    assert.deepEqual(json, { FunctionEventInvokeConfigs: [] });
    assert.equal(plane.functions.find(account, region, FunctionName)?.value.eventInvokeConfigs, undefined);
  }));

test('a dead-letter queue that nothing here leads to is refused by name, also later', () =>
  withControlPlane(async (plane) => {
    await plane.create(FunctionName, { DeadLetterConfig: { TargetArn: '' } });
    const refused = await plane.call('UpdateFunctionConfiguration', {
      FunctionName,
      DeadLetterConfig: { TargetArn: queue },
    });
    assert.equal(refused.status, 501);
    assert.match(refused.text, /DeadLetterConfig.TargetArn: there is no sqs that/);
    const wrong = await plane.call('UpdateFunctionConfiguration', {
      FunctionName,
      DeadLetterConfig: { TargetArn: arnOf('other') },
    });
    assert.deepEqual(
      [wrong.status, wrong.headers.get('x-amzn-errortype')],
      [400, 'InvalidParameterValueException'],
    );
    const { json } = await plane.call('UpdateFunctionConfiguration', { FunctionName, DeadLetterConfig: {} });
    assert.equal(json.DeadLetterConfig, undefined);
  }));

test('a queue that calls lead to is taken, as a dead-letter queue and as a destination', () =>
  withControlPlane(async (plane) => {
    plane.reached.add('sqs');
    await plane.create(FunctionName, { DeadLetterConfig: { TargetArn: queue } });
    const { json } = await plane.call('GetFunctionConfiguration', { FunctionName });
    assert.deepEqual(json.DeadLetterConfig, { TargetArn: queue });
    const answer = await put(plane, { OnFailure: { Destination: queue } });
    assert.equal(answer.status, 200, answer.text);
  }));
