/** Aliases: what they are made of, where they lead, and what they hold on to. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arnOf, type ControlPlane, newFunction, withControlPlane } from './control-room.fixture.ts';

const fn = { FunctionName: 'fn' };

/** Runs a test with a function of versions 1 to 3; the third has another role. */
function withVersions(use: (plane: ControlPlane) => Promise<void>): Promise<void> {
  return withControlPlane(async (plane) => {
    await plane.create('fn', { Publish: true });
    for (const change of [{ Description: 'two' }, { Role: 'arn:aws:iam::111122223333:role/other' }]) {
      await plane.call('UpdateFunctionConfiguration', { ...fn, ...change });
      await plane.settled('fn');
      await plane.call('PublishVersion', fn);
    }
    await use(plane);
  });
}

function weights(version: string, weight: number) {
  return { AdditionalVersionWeights: { [version]: weight } };
}

async function invokedVersions(plane: ControlPlane, times: number): Promise<readonly string[]> {
  const executed: string[] = [];
  for (let time = 0; time < times; time++) {
    const { headers } = await plane.call('Invoke', { ...fn, Qualifier: 'live' });
    executed.push(headers.get('x-amz-executed-version') ?? '');
  }
  return executed;
}

test('invocations of an alias are spread as its weights say, and each says what it ran', () =>
  withVersions(async (plane) => {
    await plane.call('CreateAlias', {
      ...fn,
      Name: 'live',
      FunctionVersion: '1',
      RoutingConfig: weights('2', 0.25),
    });
    const executed = await invokedVersions(plane, 1000);
    const ofSecond = executed.filter((version) => version === '2').length;
    assert.ok(ofSecond > 200 && ofSecond < 300, `${ofSecond} of 1000`);
    assert.equal(executed.filter((version) => version === '1').length, 1000 - ofSecond);
    assert.deepEqual(
      plane.invoked.map(({ version }) => version.version),
      executed,
    );
    assert.equal(
      plane.invoked.every(({ invokedFunctionArn }) => invokedFunctionArn === `${arnOf('fn')}:live`),
      true,
    );
  }));

for (const [weight, expected] of [
  [0, '1'],
  [1, '2'],
] as const) {
  test(`a weight of ${weight} leaves nothing to chance`, () =>
    withVersions(async (plane) => {
      const RoutingConfig = weights('2', weight);
      await plane.call('CreateAlias', { ...fn, Name: 'live', FunctionVersion: '1', RoutingConfig });
      assert.deepEqual(new Set(await invokedVersions(plane, 50)), new Set([expected]));
    }));
}

test('an alias of $LATEST runs what serves in its place during an update', () =>
  withVersions(async (plane) => {
    const { latest } = await plane.settled('fn');
    await plane.call('CreateAlias', { ...fn, Name: 'live', FunctionVersion: '$LATEST' });
    plane.interpreter = () => new Promise(() => undefined);
    await plane.call('UpdateFunctionConfiguration', { ...fn, Timeout: 9 });
    assert.deepEqual(await invokedVersions(plane, 1), ['$LATEST']);
    assert.equal(plane.invoked[0]?.version.environmentKey, latest.environmentKey);
  }));

test('an alias that is moved leads elsewhere at once, and keeps its weights unless told otherwise', () =>
  withVersions(async (plane) => {
    const RoutingConfig = weights('2', 0);
    await plane.call('CreateAlias', { ...fn, Name: 'live', FunctionVersion: '1', RoutingConfig });
    const clash = await plane.call('UpdateAlias', { ...fn, Name: 'live', FunctionVersion: '2' });
    assert.deepEqual(
      [clash.status, clash.json.message],
      [400, 'Invalid function version 2. Function version 2 is already included in routing configuration.'],
    );
    const described = await plane.call('UpdateAlias', { ...fn, Name: 'live', Description: 'd' });
    assert.deepEqual([described.json.RoutingConfig, described.json.Description], [RoutingConfig, 'd']);
    const moved = await plane.call('UpdateAlias', {
      ...fn,
      Name: 'live',
      FunctionVersion: '3',
      RoutingConfig: {},
    });
    assert.deepEqual([moved.json.RoutingConfig, moved.json.Description], [undefined, 'd']);
    assert.deepEqual(await invokedVersions(plane, 1), ['3']);
  }));

for (const operation of ['CreateAlias', 'UpdateAlias'] as const) {
  test(`${operation} wants one role and one dead-letter queue behind an alias, and leaves everything as it was`, () =>
    withVersions(async (plane) => {
      await publishWithQueue(plane);
      if (operation === 'UpdateAlias')
        await plane.call('CreateAlias', { ...fn, Name: 'live', FunctionVersion: '1' });
      const before = await plane.settled('fn');
      for (const [version, what] of [
        ['3', 'execution role'],
        ['4', 'dead letter queue'],
      ] as const) {
        const input = { ...fn, Name: 'live', FunctionVersion: '1', RoutingConfig: weights(version, 0.5) };
        const answer = await plane.call(operation, input);
        assert.equal(answer.status, 400);
        assert.deepEqual(answer.json, {
          Type: 'User',
          message: `Specified versions must be associated with the same ${what}`,
        });
        assert.deepEqual(await plane.settled('fn'), before);
      }
    }));
}

/** Version 4: as the first, but for a dead-letter queue. */
async function publishWithQueue(plane: ControlPlane): Promise<void> {
  plane.reached.add('sqs');
  const { versions = [] } = await plane.settled('fn');
  await plane.call('UpdateFunctionConfiguration', {
    ...fn,
    Role: versions[0]?.role,
    DeadLetterConfig: { TargetArn: 'arn:aws:sqs:us-east-1:111122223333:queue' },
  });
  await plane.settled('fn');
  const { json } = await plane.call('PublishVersion', fn);
  assert.equal(json.Version, '4');
}

test('a version that aliases lead to, all or in part, cannot be deleted', () =>
  withVersions(async ({ call }) => {
    await call('CreateAlias', { ...fn, Name: 'live', FunctionVersion: '1' });
    await call('CreateAlias', {
      ...fn,
      Name: 'beta',
      FunctionVersion: '2',
      RoutingConfig: weights('1', 0.1),
    });
    const answer = await call('DeleteFunction', { ...fn, Qualifier: '1' });
    assert.deepEqual(
      [answer.status, answer.json],
      [
        409,
        {
          Type: 'User',
          message: 'Unable to delete version because the following aliases reference it: [beta, live]',
        },
      ],
    );
    for (const Name of ['live', 'beta']) await call('DeleteAlias', { ...fn, Name });
    assert.equal((await call('DeleteFunction', { ...fn, Qualifier: '1' })).status, 204);
  }));

test('an alias goes with its policy, and one of the same name has none', () =>
  withVersions(async ({ call, settled }) => {
    await call('CreateAlias', { ...fn, Name: '__proto__', FunctionVersion: '1' });
    const grant = { Action: 'lambda:InvokeFunction', Principal: '*', StatementId: 's' };
    const Qualifier = '__proto__';
    assert.equal((await call('GetPolicy', { ...fn, Qualifier })).status, 404);
    assert.equal((await call('AddPermission', { ...fn, Qualifier, ...grant })).status, 201);
    assert.equal((await call('GetPolicy', { ...fn, Qualifier })).status, 200);
    await call('DeleteAlias', { ...fn, Name: Qualifier });
    assert.deepEqual((await settled('fn')).qualifiedPolicies, undefined);
    await call('CreateAlias', { ...fn, Name: Qualifier, FunctionVersion: '1' });
    assert.equal((await call('GetPolicy', { ...fn, Qualifier })).status, 404);
  }));

test('aliases are listed by name, in pages, and by every version they lead to', () =>
  withVersions(async ({ call }) => {
    for (const Name of ['c', 'a', 'b']) await call('CreateAlias', { ...fn, Name, FunctionVersion: '1' });
    await call('CreateAlias', { ...fn, Name: 'd', FunctionVersion: '2', RoutingConfig: weights('1', 0.5) });
    await call('CreateAlias', { ...fn, Name: 'e', FunctionVersion: '3' });
    const namesOf = ({ json }: { json: { Aliases: { Name: string }[] } }) =>
      json.Aliases.map(({ Name }) => Name);
    const first = await call('ListAliases', { ...fn, MaxItems: 2 });
    const rest = await call('ListAliases', { ...fn, Marker: first.json.NextMarker });
    assert.deepEqual(
      [namesOf(first), namesOf(rest)],
      [
        ['a', 'b'],
        ['c', 'd', 'e'],
      ],
    );
    assert.equal('NextMarker' in rest.json, false);
    const ofOne = await call('ListAliases', { ...fn, FunctionVersion: '1', MaxItems: 3 });
    assert.deepEqual(namesOf(ofOne), ['a', 'b', 'c']);
    const other = await call('ListAliases', { ...fn, FunctionVersion: '1', Marker: ofOne.json.NextMarker });
    assert.deepEqual(namesOf(other), ['d']);
    const broken = await call('ListAliases', { ...fn, Marker: 'WyJhIl0' });
    assert.deepEqual([broken.status, broken.json.message], [400, 'The marker is not one of ListAliases.']);
  }));

const forms = { Name: 'live', FunctionVersion: '1' };

for (const [operation, status, message] of [
  ['CreateAlias', 404, `Function not found: ${arnOf('none')}:1`],
  ['GetAlias', 404, `Cannot find alias arn: ${arnOf('none')}:live`],
  ['UpdateAlias', 404, `Function not found: ${arnOf('none')}`],
  ['DeleteAlias', 404, `Function not found: ${arnOf('none')}`],
  ['ListAliases', 404, `Function not found: ${arnOf('none')}`],
] as const) {
  test(`${operation} of an unknown function is not found, and of a version is refused`, () =>
    withControlPlane(async ({ call }) => {
      const none = await call(operation, { ...forms, FunctionName: 'none' });
      assert.deepEqual([none.status, none.json], [status, { Type: 'User', Message: message }]);
      const qualified = await call(operation, { ...forms, FunctionName: 'fn:1' });
      assert.equal(qualified.status, 400);
      assert.match(qualified.json.message, /^This operation is permitted on Lambda functions only\./);
    }));
}

test('an alias is invoked by its ARN, and an unknown one is not found', () =>
  withVersions(async (plane) => {
    await plane.call('CreateAlias', { ...fn, ...forms });
    const named = await plane.call('Invoke', { FunctionName: `${arnOf('fn')}:live` });
    assert.deepEqual([named.status, named.headers.get('x-amz-executed-version')], [200, '1']);
    const unknown = await plane.call('Invoke', { ...fn, Qualifier: 'beta' });
    assert.deepEqual(
      [unknown.status, unknown.json],
      [404, { Type: 'User', Message: `Function not found: ${arnOf('fn')}:beta` }],
    );
  }));

test('a version that is Pending is not invoked', () =>
  withControlPlane(async (plane) => {
    plane.interpreter = () => new Promise(() => undefined);
    await plane.call('CreateFunction', { ...(await newFunction('fn')), Publish: true });
    const answer = await plane.call('Invoke', { ...fn, Qualifier: '1' });
    assert.equal(answer.status, 409);
    assert.match(answer.json.message, /currently in the following state: Pending$/);
  }));
