import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { VirtualClock } from '#ambient';
import { memoryFabric } from '#fabric';
import { codeStorageBytesMax } from '../../limits.ts';
import { account, type ControlPlane, layerArnOf, withControlPlane, zipOf } from '../control-room.fixture.ts';

const other = { account: '444455556666' };

/** The zip of a layer; the same word gives the same bytes. */
const layerZip = (word: string) =>
  zipOf({ 'nodejs/node_modules/word/index.js': `module.exports = '${word}';\n` });

async function publish({ call }: ControlPlane, name: string, members: object = {}, word = 'one') {
  const answer = await call('PublishLayerVersion', {
    LayerName: name,
    Content: { ZipFile: await layerZip(word) },
    ...members,
  });
  assert.equal(answer.status, 201, answer.text);
  return answer.json;
}

test('a version says where its content is, and counts in the code storage', () =>
  withControlPlane(async (plane) => {
    const zip = await layerZip('one');
    const digest = createHash('sha256').update(zip).digest();
    const published = await publish(plane, 'layer');
    assert.deepEqual(published.Content, {
      Location: `http://127.0.0.1:4566/_lambent/lambda/code/${digest.toString('hex')}?signed-for=600`,
      CodeSha256: digest.toString('base64'),
      CodeSize: zip.length,
    });
    assert.deepEqual(await plane.code.zip(digest.toString('hex')), zip);
    await publish(plane, layerArnOf('layer'));
    const { json } = await plane.call('GetAccountSettings', {});
    assert.deepEqual(json.AccountUsage, { TotalCodeSize: 2 * zip.length, FunctionCount: 0 });
  }));

test('numbers are never given twice, also after the last version is gone', () =>
  withControlPlane(async (plane) => {
    await publish(plane, 'layer');
    await plane.call('DeleteLayerVersion', { LayerName: 'layer', VersionNumber: 1 });
    assert.deepEqual((await plane.call('ListLayers', {})).json, { Layers: [] });
    assert.equal((await publish(plane, 'layer')).Version, 2);
  }));

test('versions published at the same time get numbers of their own', () =>
  withControlPlane(async (plane) => {
    const published = await Promise.all(
      ['a', 'b', 'c', 'd'].map((word) => publish(plane, 'layer', {}, word)),
    );
    assert.deepEqual(published.map(({ Version }) => Version).sort(), [1, 2, 3, 4]);
    const { json } = await plane.call('ListLayerVersions', { LayerName: 'layer' });
    assert.deepEqual(
      json.LayerVersions.map(({ Version }: { Version: number }) => Version),
      [4, 3, 2, 1],
    );
  }));

test('lists are filtered by runtime and architecture, and come in pages', () =>
  withControlPlane(async (plane) => {
    const node = { CompatibleRuntimes: ['nodejs24.x'], CompatibleArchitectures: ['arm64'] };
    await publish(plane, 'b', node);
    await publish(plane, 'b', { CompatibleRuntimes: ['python3.13'] });
    await publish(plane, 'a', node);
    await publish(plane, 'c');
    const layers = async (input: object) => {
      const { json } = await plane.call('ListLayers', input);
      return json.Layers.map((layer: { LatestMatchingVersion: { LayerVersionArn: string } }) =>
        layer.LatestMatchingVersion.LayerVersionArn.replace(layerArnOf(''), ''),
      );
    };
    assert.deepEqual(await layers({}), ['a:1', 'b:2', 'c:1']);
    assert.deepEqual(await layers({ CompatibleRuntime: 'nodejs24.x' }), ['a:1', 'b:1']);
    assert.deepEqual(await layers({ CompatibleArchitecture: 'arm64' }), ['a:1', 'b:1']);
    assert.deepEqual(await layers({ CompatibleRuntime: 'python3.13', CompatibleArchitecture: 'arm64' }), []);
    const first = (await plane.call('ListLayers', { MaxItems: 2 })).json;
    assert.equal(first.Layers.length, 2);
    assert.deepEqual(await layers({ MaxItems: 2, Marker: first.NextMarker }), ['c:1']);
    const versions = (await plane.call('ListLayerVersions', { LayerName: 'b', MaxItems: 1 })).json;
    assert.equal(versions.LayerVersions[0].Version, 2);
    const rest = { LayerName: 'b', MaxItems: 1, Marker: versions.NextMarker };
    const last = (await plane.call('ListLayerVersions', rest)).json;
    assert.deepEqual([last.LayerVersions[0].Version, last.NextMarker], [1, undefined]);
    const filtered = { LayerName: 'b', CompatibleRuntime: 'nodejs24.x' };
    const found = (await plane.call('ListLayerVersions', filtered)).json.LayerVersions;
    assert.deepEqual([found.length, found[0].Version], [1, 1]);
  }));

for (const [what, content, status, error] of [
  ['no zip', { ZipFile: Buffer.from('not a zip') }, 400, 'InvalidParameterValueException'],
  ['nothing', {}, 400, 'InvalidParameterValueException'],
  ['half an object in S3', { S3Bucket: 'bucket' }, 400, 'InvalidParameterValueException'],
] as const) {
  test(`content that is ${what} is refused and leaves nothing`, () =>
    withControlPlane(async (plane) => {
      const answer = await plane.call('PublishLayerVersion', { LayerName: 'layer', Content: content });
      assert.deepEqual([answer.status, answer.headers.get('x-amzn-errortype')], [status, error]);
      assert.deepEqual(await plane.leftovers(), { blobs: [], notes: [], trees: [] });
      assert.deepEqual((await plane.call('ListLayers', {})).json, { Layers: [] });
    }));
}

test('a version that does not fit into the code storage is refused and leaves nothing', () =>
  withControlPlane(async (plane) => {
    await publish(plane, 'large');
    const id = { account, region: 'eu-west-1', name: 'large' };
    const found = plane.functions.layers.find(id);
    assert.ok(found);
    const versions = found.value.versions.map((version) => ({ ...version, codeBytes: codeStorageBytesMax }));
    await plane.functions.layers.put({ ...found.value, versions }, found.revision);
    const before = await plane.leftovers();
    const Content = { ZipFile: await layerZip('another') };
    const answer = await plane.call('PublishLayerVersion', { LayerName: 'layer', Content });
    assert.deepEqual(
      [answer.status, answer.headers.get('x-amzn-errortype')],
      [400, 'CodeStorageExceededException'],
    );
    assert.deepEqual(await plane.leftovers(), before);
  }));

test('a deleted version is gone with its policy and its package', () =>
  withControlPlane(async (plane) => {
    await publish(plane, 'layer');
    await plane.call('DeleteLayerVersion', { LayerName: 'layer', VersionNumber: 1 });
    assert.deepEqual(await plane.leftovers(), { blobs: [], notes: [], trees: [] });
    const version = { LayerName: 'layer', VersionNumber: 1 };
    assert.equal((await plane.call('GetLayerVersion', version)).status, 404);
    assert.equal((await plane.call('GetLayerVersionPolicy', version)).status, 404);
  }));

test('a package that two versions share stays until both are deleted', () =>
  withControlPlane(async (plane) => {
    await publish(plane, 'a');
    await publish(plane, 'b');
    await plane.call('DeleteLayerVersion', { LayerName: 'a', VersionNumber: 1 });
    assert.equal((await plane.leftovers()).blobs.length, 1);
    await plane.call('DeleteLayerVersion', { LayerName: 'b', VersionNumber: 1 });
    assert.deepEqual(await plane.leftovers(), { blobs: [], notes: [], trees: [] });
  }));

test('layers and their packages are there after a restart', async () => {
  const fabric = memoryFabric(new VirtualClock());
  await withControlPlane((plane) => publish(plane, 'layer'), fabric);
  await withControlPlane(async (plane) => {
    const { json } = await plane.call('GetLayerVersion', { LayerName: 'layer', VersionNumber: 1 });
    assert.equal(json.Version, 1);
    const { blobs } = await plane.leftovers();
    assert.ok(blobs.every((blob) => blob.length === 64) && blobs.length === 1);
    assert.deepEqual(await plane.functions.blobs(), blobs);
  }, fabric);
  await fabric.close();
});

const permission = {
  LayerName: 'layer',
  VersionNumber: 1,
  StatementId: 's',
  Action: 'lambda:GetLayerVersion',
};

test('an account and an organization are written into the policy as AWS writes them', () =>
  withControlPlane(async (plane) => {
    await publish(plane, 'layer');
    const add = async (members: object) =>
      JSON.parse(
        (await plane.call('AddLayerVersionPermission', { ...permission, ...members })).json.Statement,
      );
    assert.deepEqual(await add({ Principal: other.account }), {
      Sid: 's',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${other.account}:root` },
      Action: 'lambda:GetLayerVersion',
      Resource: `${layerArnOf('layer')}:1`,
    });
    const ofOrganization = { StatementId: 'o', Principal: '*', OrganizationId: 'o-0123456789' };
    assert.deepEqual((await add(ofOrganization)).Condition, {
      StringEquals: { 'aws:PrincipalOrgID': 'o-0123456789' },
    });
  }));

test('removing the last statement removes the policy', () =>
  withControlPlane(async (plane) => {
    await publish(plane, 'layer');
    await plane.call('AddLayerVersionPermission', { ...permission, Principal: '*' });
    const removed = await plane.call('RemoveLayerVersionPermission', permission);
    assert.deepEqual([removed.status, removed.text], [204, '']);
    const again = await plane.call('RemoveLayerVersionPermission', permission);
    assert.deepEqual(
      [again.status, again.json.Message],
      [404, 'No policy is associated with the given resource.'],
    );
    assert.equal((await plane.call('GetLayerVersionPolicy', permission)).status, 404);
  }));

test('another account sees a version that its policy lets it use, and is not told of others', () =>
  withControlPlane(async (plane) => {
    await publish(plane, 'layer');
    const arn = layerArnOf('layer');
    const get = async (version = 1) => {
      const byArn = await plane.call('GetLayerVersionByArn', { Arn: `${arn}:${version}` }, other);
      const input = { LayerName: arn, VersionNumber: version };
      const byName = await plane.call('GetLayerVersion', input, other);
      assert.deepEqual([byArn.status, byArn.json], [byName.status, byName.json]);
      return byArn;
    };
    const denied = await get();
    assert.deepEqual([denied.status, denied.headers.get('x-amzn-errortype')], [403, 'AccessDeniedException']);
    assert.match(
      denied.text,
      /is not authorized to perform: lambda:GetLayerVersion on resource: arn:aws:lambda:eu-west-1:111122223333:layer:layer:1 because no resource-based policy allows the lambda:GetLayerVersion action/,
    );
    const organization = { Principal: '*', OrganizationId: 'o-0123456789' };
    await plane.call('AddLayerVersionPermission', { ...permission, ...organization });
    assert.equal((await get()).status, 403, 'nobody here is in an organization');
    const someone = { StatementId: 'x', Principal: '777788889999' };
    await plane.call('AddLayerVersionPermission', { ...permission, ...someone });
    assert.equal((await get()).status, 403, 'that is somebody else');
    const them = { StatementId: 'y', Principal: other.account };
    await plane.call('AddLayerVersionPermission', { ...permission, ...them });
    const allowed = await get();
    assert.deepEqual([allowed.status, allowed.json.LayerArn], [200, arn]);
    assert.equal((await get(2)).status, 403);
  }));

test('what is the owner’s to do is denied to others', () =>
  withControlPlane(async (plane) => {
    await publish(plane, 'layer');
    await plane.call('AddLayerVersionPermission', { ...permission, Principal: '*' });
    const naming = { LayerName: layerArnOf('layer'), VersionNumber: 1 };
    const answers = await Promise.all([
      plane.call('PublishLayerVersion', { ...naming, Content: { ZipFile: await layerZip('x') } }, other),
      plane.call('DeleteLayerVersion', naming, other),
      plane.call('ListLayerVersions', naming, other),
      plane.call('GetLayerVersionPolicy', naming, other),
      plane.call('AddLayerVersionPermission', { ...permission, ...naming, Principal: '*' }, other),
      plane.call('RemoveLayerVersionPermission', { ...permission, ...naming }, other),
    ]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [403, 403, 403, 403, 403, 403],
    );
    assert.equal((await plane.call('GetLayerVersion', naming)).status, 200);
  }));

test('a layer of another region is not here', () =>
  withControlPlane(async (plane) => {
    await publish(plane, 'layer');
    const elsewhere = { region: 'us-east-1' };
    const arn = layerArnOf('layer');
    const byArn = await plane.call('GetLayerVersionByArn', { Arn: `${arn}:1` }, elsewhere);
    const byName = await plane.call('GetLayerVersion', { LayerName: arn, VersionNumber: 1 }, elsewhere);
    const listed = await plane.call('ListLayerVersions', { LayerName: arn }, elsewhere);
    assert.deepEqual([byArn.status, byName.status, listed.status], [404, 404, 404]);
  }));
