import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unzippedBytesMax } from '../../limits.ts';
import {
  type Answer,
  account,
  type ControlPlane,
  layerArnOf,
  newFunction,
  region,
  withControlPlane,
  zipOf,
} from '../control-room.fixture.ts';

const other = { account: '444455556666' };

/** Publishes the next version of a layer with a package of its own; returns its ARN. */
async function publish({ call }: ControlPlane, name: string, word = name): Promise<string> {
  const ZipFile = await zipOf({ 'python/word.py': `WORD = '${word}'\n` });
  const { json } = await call('PublishLayerVersion', { LayerName: name, Content: { ZipFile } });
  return json.LayerVersionArn;
}

async function update(plane: ControlPlane, members: object): Promise<Answer> {
  const answer = await plane.call('UpdateFunctionConfiguration', { FunctionName: 'fn', ...members });
  if (answer.status === 200) await plane.settled('fn');
  return answer;
}

const arnsOf = ({ json }: Answer): string[] | undefined =>
  json.Layers?.map(({ Arn }: { Arn: string }) => Arn);

test('layers keep their order; an update that says nothing of them keeps them, an empty list removes them', () =>
  withControlPlane(async (plane) => {
    const [a, b] = [await publish(plane, 'a'), await publish(plane, 'b')];
    await plane.create('fn', { Layers: [b, a] });
    const got = await plane.call('GetFunctionConfiguration', { FunctionName: 'fn' });
    assert.deepEqual(arnsOf(got), [b, a]);
    assert.deepEqual(Object.keys(got.json.Layers[0]), ['Arn', 'CodeSize']);
    assert.deepEqual(arnsOf(await update(plane, { Timeout: 5 })), [b, a]);
    assert.deepEqual(arnsOf(await update(plane, { Layers: [a, b] })), [a, b]);
    const listed = await plane.call('ListFunctions', {});
    assert.equal(listed.json.Functions[0].Layers.length, 2);
    const ZipFile = await zipOf({ 'index.mjs': 'export const handler = async () => 2;\n' });
    const code = await plane.call('UpdateFunctionCode', { FunctionName: 'fn', ZipFile });
    assert.deepEqual(arnsOf(code), [a, b]);
    await plane.settled('fn');
    assert.equal(arnsOf(await update(plane, { Layers: [] })), undefined);
    assert.equal(arnsOf(await plane.call('GetFunction', { FunctionName: 'fn' })), undefined);
  }));

test('a published version keeps its layers, and other layers make another version', () =>
  withControlPlane(async (plane) => {
    const [a, b] = [await publish(plane, 'a'), await publish(plane, 'b')];
    await plane.create('fn', { Layers: [a, b] });
    const publishFunction = async () =>
      (await plane.call('PublishVersion', { FunctionName: 'fn' })).json.Version;
    assert.equal(await publishFunction(), '1');
    await update(plane, { Layers: [a, b] });
    assert.equal(await publishFunction(), '1', 'nothing changed');
    await update(plane, { Layers: [b, a] });
    assert.equal(await publishFunction(), '2', 'the order changed');
    const input = { FunctionName: 'fn', Qualifier: '1' };
    assert.deepEqual(arnsOf(await plane.call('GetFunctionConfiguration', input)), [a, b]);
  }));

test('a deleted version stays with the functions that have it, and cannot be asked for again', () =>
  withControlPlane(async (plane) => {
    const a = await publish(plane, 'a');
    const { latest } = await plane.create('fn', { Layers: [a] });
    const digest = latest.layers?.[0]?.codeDigest ?? '';
    await plane.call('DeleteLayerVersion', { LayerName: 'a', VersionNumber: 1 });
    assert.ok(await plane.code.zip(digest));
    assert.deepEqual(arnsOf(await update(plane, { Timeout: 5 })), [a]);
    const refused = await update(plane, { Layers: [a] });
    assert.deepEqual([refused.status, refused.json.message], [400, `Layer version ${a} does not exist.`]);
    const gone = new Promise<string>((resolve) => {
      plane.discarded = resolve;
    });
    await update(plane, { Layers: [] });
    assert.ok(await plane.code.zip(digest), 'invocations that were accepted before may still need it');
    await plane.clock.advance(900_000);
    assert.equal(await gone, digest);
    assert.equal(await plane.code.zip(digest), undefined);
  }));

test('with the last function that has it the package of a deleted version goes', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn', { Layers: [await publish(plane, 'a')] });
    await plane.call('DeleteLayerVersion', { LayerName: 'a', VersionNumber: 1 });
    assert.equal((await plane.leftovers()).blobs.length, 2);
    await plane.call('DeleteFunction', { FunctionName: 'fn' });
    assert.deepEqual(await plane.leftovers(), { blobs: [], notes: [], trees: [] });
  }));

test('a layer that is deleted while a function takes it is whole or not there', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn');
    for (let version = 1; version <= 8; version++) {
      const arn = await publish(plane, 'a');
      const naming = { LayerName: 'a', VersionNumber: version };
      const [taken] = await Promise.all([
        update(plane, { Layers: [arn] }),
        plane.call('DeleteLayerVersion', naming),
      ]);
      const { latest } = await plane.settled('fn');
      const digest = latest.layers?.[0]?.codeDigest;
      if (taken.status === 200) assert.ok(digest && (await plane.code.zip(digest)), 'its package is there');
      else assert.match(taken.json.message, /does not exist/);
      await update(plane, { Layers: [] });
    }
  }));

/** Makes the files of a stored layer version as large as wanted, for what counts them. */
async function inflate({ functions }: ControlPlane, name: string, unzippedBytes: number): Promise<void> {
  const found = functions.layers.find({ account, region, name });
  assert.ok(found);
  const versions = found.value.versions.map((version) => ({ ...version, unzippedBytes }));
  await functions.layers.put({ ...found.value, versions }, found.revision);
}

test('code and layers together are not larger than unzipped code may be', () =>
  withControlPlane(async (plane) => {
    const [a, b] = [await publish(plane, 'a'), await publish(plane, 'b')];
    const { latest } = await plane.create('fn');
    const room = unzippedBytesMax - latest.unzippedBytes;
    await inflate(plane, 'a', room - 10);
    await inflate(plane, 'b', 11);
    const refused = await update(plane, { Layers: [a, b] });
    assert.deepEqual(
      [refused.status, refused.json],
      [
        400,
        {
          Type: 'User',
          message: `Function code combined with layers exceeds the maximum allowed size of 262144000 bytes. The actual size is ${unzippedBytesMax + 1} bytes.`,
        },
      ],
    );
    const created = await plane.call('CreateFunction', { ...(await newFunction('new')), Layers: [a, b] });
    assert.equal(created.status, 400);
    assert.equal((await plane.call('GetFunction', { FunctionName: 'new' })).status, 404);
    await inflate(plane, 'b', 10);
    assert.equal((await update(plane, { Layers: [a, b] })).status, 200);
    const ZipFile = await zipOf({ 'index.mjs': 'export const handler = async () => "a longer one";\n' });
    for (const DryRun of [true, false]) {
      const code = await plane.call('UpdateFunctionCode', { FunctionName: 'fn', ZipFile, DryRun });
      assert.equal(code.status, 400);
      assert.match(code.json.message, /^Function code combined with layers exceeds/);
    }
    assert.equal((await plane.leftovers()).blobs.length, 3);
  }));

test("a layer of another account needs that account's permission, once", () =>
  withControlPlane(async (plane) => {
    const a = await publish(plane, 'a');
    const create = async () =>
      plane.call('CreateFunction', { ...(await newFunction('fn')), Layers: [a] }, other);
    const denied = await create();
    assert.deepEqual([denied.status, denied.headers.get('x-amzn-errortype')], [403, 'AccessDeniedException']);
    assert.match(denied.text, /not authorized to perform: lambda:GetLayerVersion on resource/);
    const statement = { LayerName: 'a', VersionNumber: 1, StatementId: 's' };
    await plane.call('AddLayerVersionPermission', {
      ...statement,
      Action: 'lambda:GetLayerVersion',
      Principal: other.account,
    });
    const allowed = await create();
    assert.deepEqual([allowed.status, arnsOf(allowed)], [201, [a]]);
    await plane.call('RemoveLayerVersionPermission', statement);
    const again = await plane.call('GetFunctionConfiguration', { FunctionName: 'fn' }, other);
    assert.deepEqual(arnsOf(again), [a]);
  }));

for (const arn of [
  `${layerArnOf('a')}:0`,
  `${layerArnOf('a')}:01`,
  `${layerArnOf('a').replace('aws', 'aws-cn')}:1`,
  'arn:aws:lambda:::awslayer:AmazonLinux1803',
]) {
  test(`a function cannot have ${arn}`, () =>
    withControlPlane(async (plane) => {
      await publish(plane, 'a');
      const refused = await plane.call('CreateFunction', { ...(await newFunction('fn')), Layers: [arn] });
      assert.deepEqual([refused.status, refused.json.message], [400, `Layer version ${arn} does not exist.`]);
    }));
}
