/** RevisionId: what is stale changes nothing, and of those who have read the same revision one writes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadModel } from '#wire';
import {
  type Answer,
  available,
  type ControlPlane,
  withControlPlane,
  zipOf,
} from './control-room.fixture.ts';

const fn = { FunctionName: 'fn' };
const permission = {
  ...fn,
  StatementId: 's',
  Action: 'lambda:InvokeFunction',
  Principal: 's3.amazonaws.com',
};
const stale =
  /^The Revision Id provided does not match the latest Revision Id\. Call the Get\S+ API to retrieve the latest Revision Id$/;

type Request = readonly [Parameters<ControlPlane['call']>[0], object];

/** A function with a version, an alias and a policy, and code that it does not have yet. */
async function prepare(plane: ControlPlane): Promise<Buffer> {
  await plane.create('fn', { Publish: true });
  await plane.call('CreateAlias', { ...fn, Name: 'live', FunctionVersion: '1' });
  assert.equal((await plane.call('AddPermission', permission)).status, 201);
  return zipOf({ 'index.mjs': 'other' });
}

function requests(ZipFile: Buffer): readonly Request[] {
  return [
    ['UpdateFunctionCode', { ...fn, ZipFile }],
    ['UpdateFunctionCode', { ...fn, ZipFile, DryRun: true }],
    ['UpdateFunctionCode', { ...fn, ZipFile, Publish: true }],
    ['UpdateFunctionCode', { ...fn, ZipFile, DryRun: true, Publish: true }],
    ['UpdateFunctionConfiguration', { ...fn, Timeout: 9 }],
    ['PublishVersion', fn],
    ['UpdateAlias', { ...fn, Name: 'live', Description: 'other' }],
    ['AddPermission', { ...permission, StatementId: 'other' }],
    ['RemovePermission', { ...fn, StatementId: 's' }],
  ];
}

test('a stale RevisionId is refused by every operation on functions that takes one', () =>
  withControlPlane(async (plane) => {
    const tried = requests(await prepare(plane));
    const earlier = [await plane.settled('fn'), await plane.leftovers()];
    for (const [operation, input] of tried) {
      const { status, headers, json } = await plane.call(operation, { ...input, RevisionId: 'stale' });
      const what = `${operation} ${JSON.stringify(Object.keys(input))}`;
      assert.deepEqual([status, headers.get('x-amzn-errortype')], [412, 'PreconditionFailedException'], what);
      assert.match(json.message, stale, what);
    }
    assert.deepEqual([await plane.settled('fn'), await plane.leftovers()], earlier);
    const taking = [...loadModel('lambda').operations.values()].flatMap(({ name, input }) =>
      input?.members.some((member) => member.name === 'RevisionId') === true && !name.includes('Layer')
        ? [name]
        : [],
    );
    const others = taking.filter((name) => !tried.some(([operation]) => operation === name));
    // The policy of a resource has tests of its own.
    assert.deepEqual(
      others.filter((name) => !name.includes('ResourcePolicy')),
      [],
    );
  }));

test('a DryRun and a Publish with the present RevisionId are done', () =>
  withControlPlane(async (plane) => {
    const ZipFile = await prepare(plane);
    const { latest } = await plane.settled('fn');
    const RevisionId = latest.revisionId;
    const dry = await plane.call('UpdateFunctionCode', { ...fn, ZipFile, RevisionId, DryRun: true });
    assert.equal(dry.status, 200, dry.text);
    const published = await plane.call('UpdateFunctionCode', { ...fn, ZipFile, RevisionId, Publish: true });
    assert.deepEqual([published.status, published.json.Version], [200, '2']);
  }));

/** Sends all at once, and says what came of each. */
async function race(plane: ControlPlane, racing: readonly Request[]): Promise<readonly Answer[]> {
  return Promise.all(racing.map(([operation, input]) => plane.call(operation, input)));
}

test('of two updates of code with the same RevisionId one wins, and the other meets the update under way', () =>
  withControlPlane(async (plane) => {
    await prepare(plane);
    const before = await plane.settled('fn');
    const { revisionId: RevisionId } = before.latest;
    const settling = Promise.withResolvers<typeof available>();
    plane.interpreter = () => settling.promise;
    const zips = [await zipOf({ 'index.mjs': 'left' }), await zipOf({ 'index.mjs': 'right' })];
    const answers = await race(
      plane,
      zips.map((ZipFile) => ['UpdateFunctionCode', { ...fn, ZipFile, RevisionId }]),
    );
    const [winner, loser] = [...answers].sort((left, right) => left.status - right.status);
    assert.deepEqual([winner?.status, loser?.status], [200, 409]);
    assert.match(loser?.json.message, /An update is in progress for resource/);
    settling.resolve(available);
    const { latest } = await plane.settled('fn');
    assert.equal(Buffer.from(latest.codeDigest, 'hex').toString('base64'), winner?.json.CodeSha256);
    assert.equal((await plane.call('PublishVersion', { ...fn, RevisionId })).status, 412);
    // The loser's package is gone, the winner's and that of version 1 are there.
    assert.equal((await plane.leftovers()).blobs.length, 2);
  }));

test('of two changes of an alias, or of a policy, with the same RevisionId one wins and the other gets 412', () =>
  withControlPlane(async (plane) => {
    await prepare(plane);
    const alias = (await plane.call('GetAlias', { ...fn, Name: 'live' })).json;
    const policy = (await plane.call('GetPolicy', fn)).json;
    const changes: readonly (readonly Request[])[] = [
      ['left', 'right'].map((Description) => [
        'UpdateAlias',
        { ...fn, Name: 'live', Description, RevisionId: alias.RevisionId },
      ]),
      ['left', 'right'].map((StatementId) => [
        'AddPermission',
        { ...permission, StatementId, RevisionId: policy.RevisionId },
      ]),
    ];
    for (const racing of changes) {
      const answers = await race(plane, racing);
      const statuses = answers.map(({ status }) => status);
      assert.equal(statuses.filter((status) => status < 300).length, 1, String(racing[0]?.[0]));
      const loser = answers.find(({ status }) => status >= 300);
      assert.deepEqual(
        [loser?.status, loser?.headers.get('x-amzn-errortype')],
        [412, 'PreconditionFailedException'],
      );
    }
  }));
