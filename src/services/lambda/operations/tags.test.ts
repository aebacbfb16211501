/** TagResource, UntagResource, ListTags, and what the function operations make of tags. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tagsMax } from '../limits.ts';
import {
  account,
  arnOf,
  available,
  type ControlPlane,
  newFunction,
  region,
  withControlPlane,
} from './control-room.fixture.ts';

const Resource = arnOf('fn');

function someTags(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}_key`, `${index}_value`]));
}

async function tagsOf({ call }: ControlPlane): Promise<unknown> {
  const listed = await call('ListTags', { Resource });
  assert.equal(listed.status, 200);
  return listed.json.Tags;
}

test('tags come, are overwritten and go; a key that is not there is no error', () =>
  withControlPlane(async (plane) => {
    const { call } = plane;
    await plane.create('fn');
    assert.deepEqual(await tagsOf(plane), {});
    const steps = [
      ['TagResource', { Tags: { A: 'a' } }, { A: 'a' }],
      ['TagResource', { Tags: { B: 'b', C: 'c' } }, { A: 'a', B: 'b', C: 'c' }],
      ['TagResource', { Tags: { C: 'new', D: '' } }, { A: 'a', B: 'b', C: 'new', D: '' }],
      ['UntagResource', { TagKeys: ['A'] }, { B: 'b', C: 'new', D: '' }],
      ['UntagResource', { TagKeys: ['B', 'C'] }, { D: '' }],
      ['UntagResource', { TagKeys: ['F'] }, { D: '' }],
      ['UntagResource', { TagKeys: ['D', 'F'] }, {}],
    ] as const;
    for (const [operation, members, tags] of steps) {
      const { status, text } = await call(operation, { Resource, ...members });
      assert.deepEqual([status, text], [204, '']);
      assert.deepEqual(await tagsOf(plane), tags);
    }
  }));

test('tags of CreateFunction are in GetFunction, which says nothing where there are none', () =>
  withControlPlane(async ({ create, call }) => {
    await create('fn', { Tags: { env: 'test' } });
    const tagged = await call('GetFunction', { FunctionName: 'fn' });
    assert.deepEqual(tagged.json.Tags, { env: 'test' });
    assert.equal('Tags' in tagged.json.Configuration, false);
    await call('UntagResource', { Resource, TagKeys: ['env'] });
    assert.equal('Tags' in (await call('GetFunction', { FunctionName: 'fn' })).json, false);
    await create('plain', { Tags: {} });
    assert.equal('Tags' in (await call('GetFunction', { FunctionName: 'plain' })).json, false);
  }));

test('each change makes a new revision id and leaves the environments alone', () =>
  withControlPlane(async ({ create, call, functions }) => {
    const before = await create('fn');
    await call('TagResource', { Resource, Tags: { A: 'a' } });
    const after = functions.find(account, region, 'fn')?.value;
    assert.notEqual(after?.latest.revisionId, before.latest.revisionId);
    assert.equal(after?.latest.environmentKey, before.latest.environmentKey);
  }));

test('a function that is tagged while it is being created still becomes Active, with its tags', () =>
  withControlPlane(async (plane) => {
    const launcher = Promise.withResolvers<typeof available>();
    plane.interpreter = () => launcher.promise;
    await plane.call('CreateFunction', await newFunction('fn'));
    assert.equal((await plane.call('TagResource', { Resource, Tags: { A: 'a' } })).status, 204);
    launcher.resolve(available);
    const record = await plane.settled('fn');
    assert.deepEqual([record.latest.state, record.tags], ['Active', { A: 'a' }]);
  }));

test('fifty tags at most, counted together with those that are there', () =>
  withControlPlane(async (plane) => {
    const { call, create } = plane;
    await create('fn');
    const refused = { Type: 'User', message: 'Number of tags exceeds resource tag limit.' };
    const tooMany = await call('TagResource', { Resource, Tags: someTags(tagsMax + 1) });
    assert.deepEqual([tooMany.status, tooMany.json], [400, refused]);
    assert.equal((await call('TagResource', { Resource, Tags: someTags(tagsMax) })).status, 204);
    assert.deepEqual((await call('TagResource', { Resource, Tags: { more: '' } })).json, refused);
    assert.equal((await call('TagResource', { Resource, Tags: { '1_key': 'again' } })).status, 204);
    assert.equal(Object.keys((await tagsOf(plane)) as object).length, tagsMax);
    const created = await call('CreateFunction', {
      ...(await newFunction('other')),
      Tags: someTags(tagsMax + 1),
    });
    assert.deepEqual(created.json, refused);
    assert.equal(plane.functions.find(account, region, 'other'), undefined);
  }));

test('keys that begin with aws: are kept for AWS', () =>
  withControlPlane(async (plane) => {
    const { call, create } = plane;
    await create('fn');
    const refused = { Type: 'User', message: "Tag keys starting with 'aws:' are reserved for internal use" };
    for (const key of ['aws:cloudformation:stack-name', 'AWS:x']) {
      const Tags = { fine: '', [key]: '' };
      const added = await call('TagResource', { Resource, Tags });
      assert.deepEqual([added.status, added.json], [400, refused]);
      const created = await call('CreateFunction', { ...(await newFunction('other')), Tags });
      assert.deepEqual([created.status, created.json], [400, refused]);
    }
    assert.deepEqual(await tagsOf(plane), {});
    assert.equal((await call('TagResource', { Resource, Tags: { 'my:aws:key': '' } })).status, 204);
  }));

test('what AWS refuses, with its words', () =>
  withControlPlane(async ({ create, call }) => {
    await create('fn');
    const empty = await call('TagResource', { Resource, Tags: {} });
    assert.deepEqual(
      [empty.status, empty.headers.get('x-amzn-errortype'), empty.json],
      [
        400,
        'InvalidParameterValueException',
        { Type: 'User', message: 'An error occurred and the request cannot be processed.' },
      ],
    );
    const noKeys = await call('UntagResource', { Resource });
    assert.equal(
      noKeys.json.message,
      "1 validation error detected: Value null at 'tagKeys' failed to satisfy constraint: Member must not be null",
    );
    for (const name of ['fn:1', 'fn:alias', 'fn:$LATEST', 'nope:alias']) {
      const { status, json } = await call('ListTags', { Resource: arnOf(name) });
      assert.deepEqual(
        [status, json.message],
        [400, 'Tags on function aliases and versions are not supported. Please specify a function ARN.'],
      );
    }
  }));

test('tags of what is not there', () =>
  withControlPlane(async ({ call }) => {
    const prefix = `arn:aws:lambda:${region}:${account}`;
    const uuid = 'event-source-mapping:12345678-1234-1234-1234-123456789012';
    const texts: readonly [string, string][] = [
      [Resource, `Function not found: ${Resource}`],
      [`${prefix}:${uuid}`, `Event source mapping not found: ${prefix}:${uuid}`],
      [`${prefix}:capacity-provider:c`, `Capacity provider not found: ${prefix}:capacity-provider:c`],
    ];
    for (const [missing, text] of texts) {
      for (const [operation, members] of [
        ['TagResource', { Tags: { A: 'a' } }],
        ['UntagResource', { TagKeys: ['A'] }],
        ['ListTags', {}],
      ] as const) {
        const { status, json } = await call(operation, { Resource: missing, ...members });
        assert.deepEqual([status, json], [404, { Type: 'User', Message: text }]);
      }
    }
    const network = await call('ListTags', { Resource: `${prefix}:network-connector:n` });
    assert.equal(network.status, 501);
  }));

test('many taggings at once: all of them are there in the end', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn');
    const tags = Object.entries(someTags(10));
    await Promise.all(
      tags.map(([key, value]) => plane.call('TagResource', { Resource, Tags: { [key]: value } })),
    );
    assert.deepEqual(await tagsOf(plane), Object.fromEntries(tags));
  }));
