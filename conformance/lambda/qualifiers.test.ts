/** What a qualifier makes of an invocation, over a socket: traffic that moves by weights, and names behind which nothing runs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withFolder } from '../lambent-process.ts';
import { type RawApi, rawApi } from '../raw-api.ts';
import { zipOf } from '../zip.ts';

const functions = '/2015-03-31/functions';
const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:fn';

async function codeSaying(word: string): Promise<string> {
  return (await zipOf({ 'index.js': `exports.handler = async () => '${word}';` })).toString('base64');
}

async function create(api: RawApi, overrides: object = {}): Promise<void> {
  const { status, body } = await api('POST', functions, {
    FunctionName: 'fn',
    Runtime: 'nodejs24.x',
    Role: 'arn:aws:iam::000000000000:role/r',
    Handler: 'index.handler',
    Publish: true,
    Code: { ZipFile: await codeSaying('one') },
    ...overrides,
  });
  assert.equal(status, 201, JSON.stringify(body));
}

/** Waits until a version is neither being created nor updated. Returns its state. */
async function settled(api: RawApi, qualifier: string): Promise<unknown> {
  for (;;) {
    const { body } = await api('GET', `${functions}/fn/configuration?Qualifier=${qualifier}`);
    if (body.State !== 'Pending' && body.LastUpdateStatus !== 'InProgress') return body.State;
  }
}

function invoke(api: RawApi, qualifier: string, type = 'RequestResponse') {
  const path = `${functions}/fn/invocations?Qualifier=${qualifier}`;
  return api('POST', path, '{}', { 'x-amz-invocation-type': type });
}

/** Of two hundred invocations, how many version 2 answered. */
async function countSecond(api: RawApi): Promise<number> {
  let count = 0;
  for (let time = 0; time < 200; time += 1) {
    const { status, body } = await invoke(api, 'live');
    assert.equal(status, 200);
    if (body.value === 'two') count += 1;
    else assert.equal(body.value, 'one');
  }
  return count;
}

test('traffic moves from one version to the other by the weights of an alias', () =>
  withFolder(async (folder, start) => {
    const api = rawApi((await start(folder)).endpoint, 'lambda');
    await create(api);
    assert.equal(await settled(api, '1'), 'Active');
    await api('PUT', `${functions}/fn/code`, { ZipFile: await codeSaying('two'), Publish: true });
    assert.equal(await settled(api, '2'), 'Active');
    const live = { Name: 'live', FunctionVersion: '1' };
    assert.equal((await api('POST', `${functions}/fn/aliases`, live)).status, 201);
    const shift = async (FunctionVersion: string, AdditionalVersionWeights: object) => {
      const RoutingConfig = { AdditionalVersionWeights };
      const updated = await api('PUT', `${functions}/fn/aliases/live`, { FunctionVersion, RoutingConfig });
      assert.equal(updated.status, 200, JSON.stringify(updated.body));
      return countSecond(api);
    };
    assert.equal(await shift('1', {}), 0);
    assert.equal(await shift('1', { 2: 0 }), 0);
    // Every bound is eight standard deviations away.
    const quarter = await shift('1', { 2: 0.25 });
    assert.ok(quarter > 0 && quarter < 112, `${quarter} of 200 for a weight of 0.25`);
    const most = await shift('1', { 2: 0.75 });
    assert.ok(most > 88 && most < 200, `${most} of 200 for a weight of 0.75`);
    assert.equal(await shift('1', { 2: 1 }), 200);
    assert.equal(await shift('2', {}), 200);
  }));

test('names behind which nothing runs', () =>
  withFolder(async (folder, start) => {
    const api = rawApi((await start(folder)).endpoint, 'lambda');
    await create(api, { Runtime: 'nodejs16.x' });
    assert.equal(await settled(api, '1'), 'Failed');
    for (const type of ['RequestResponse', 'Event', 'DryRun']) {
      for (const qualifier of ['7', 'nobody']) {
        const message = `Function not found: ${functionArn}:${qualifier}`;
        assert.deepEqual(await invoke(api, qualifier, type), {
          status: 404,
          errorType: 'ResourceNotFoundException',
          body: { Type: 'User', Message: message },
        });
      }
    }
    for (const type of ['RequestResponse', 'Event']) {
      for (const qualifier of ['1', '$LATEST']) {
        const { status, errorType, body } = await invoke(api, qualifier, type);
        assert.deepEqual([status, errorType, body.Type], [409, 'ResourceConflictException', 'User']);
        const state = `The function is currently in the following state: Failed`;
        assert.match(
          String(body.message),
          new RegExp(`^The operation cannot be performed at this time. ${state} `),
        );
      }
    }
  }));
