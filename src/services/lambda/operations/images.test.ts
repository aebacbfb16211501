import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ImageProblem } from '../images/images.ts';
import { type ControlPlane, newFunction, role, withControlPlane, zipOf } from './control-room.fixture.ts';
import { resumePending } from './settle.ts';

const uri = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1';
const image = { FunctionName: 'fn', Role: role, PackageType: 'Image', Code: { ImageUri: uri } };
const nothing = { blobs: [], notes: [], trees: [] };

async function createImage(plane: ControlPlane, members: object = {}) {
  const answer = await plane.call('CreateFunction', { ...image, ...members });
  assert.equal(answer.status, 201, answer.text);
  return answer.json;
}

const aboutHandlers =
  "Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image.";
const aboutSources = 'Please provide a source for function code.';
const aboutBoth = 'Please do not provide other FunctionCode parameters when providing an ImageUri.';
const aboutZips = "Please don't provide ImageConfig when the intended function PackageType is Zip.";

const refused: readonly (readonly [string, object, string])[] = [
  ['a runtime', { ...image, Runtime: 'nodejs24.x' }, aboutHandlers],
  ['a handler', { ...image, Handler: 'index.handler' }, aboutHandlers],
  ['no source', { ...image, Code: {} }, aboutSources],
  ['a zip', { ...image, Code: { ZipFile: Buffer.from('x') } }, aboutSources],
  ['both', { ...image, Code: { ImageUri: uri, ZipFile: Buffer.from('x') } }, aboutBoth],
  [
    'code signing',
    {
      ...image,
      CodeSigningConfigArn: 'arn:aws:lambda:eu-west-1:111122223333:code-signing-config:csc-0123456789abcdef0',
    },
    'Code signing is not supported for functions created with container images.',
  ],
  [
    'settings without end',
    { ...image, ImageConfig: { Command: ['x'.repeat(16_384)] } },
    'The ImageConfig you have provided exceeded the 16KB limit.',
  ],
];

for (const [what, input, message] of refused) {
  test(`an image function with ${what} is refused`, () =>
    withControlPlane(async (plane) => {
      const answer = await plane.call('CreateFunction', input);
      assert.equal(answer.headers.get('x-amzn-errortype'), 'InvalidParameterValueException');
      assert.deepEqual([answer.status, answer.json.message], [400, message]);
      assert.deepEqual(await plane.leftovers(), nothing);
    }));
}

test('a zip function takes neither an image nor settings of one', () =>
  withControlPlane(async (plane) => {
    const zip = await newFunction('fn');
    const created = await plane.call('CreateFunction', { ...zip, Code: { ImageUri: uri } });
    assert.deepEqual([created.status, created.json.message], [400, aboutSources]);
    const configured = await plane.call('CreateFunction', { ...zip, ImageConfig: {} });
    assert.deepEqual([configured.status, configured.json.message], [400, aboutZips]);
    await plane.create('fn');
    const updated = await plane.call('UpdateFunctionConfiguration', { FunctionName: 'fn', ImageConfig: {} });
    assert.deepEqual([updated.status, updated.json.message], [400, aboutZips]);
  }));

const access = 'Lambda does not have permission to access the ECR image. Check the ECR permissions.';
const problems: readonly (readonly [ImageProblem['kind'], string, string])[] = [
  ['denied', access, 'ImageAccessDenied'],
  ['missing', `Source image ${uri} does not exist. Provide a valid source image.`, 'ImageDeleted'],
  ['invalid', `Source image ${uri} is not valid. Provide a valid source image.`, 'InvalidImage'],
  [
    'unsupported',
    `The image manifest, config or layer media type for the source image ${uri} is not supported.`,
    'InvalidImage',
  ],
  ['unreachable', `The registry of the source image ${uri} gave no answer.`, 'InternalError'],
];

for (const [kind, message, reasonCode] of problems) {
  test(`an image that is ${kind} is refused at once, or makes the function Failed`, () =>
    withControlPlane(async (plane) => {
      const { resolveImage } = plane;
      plane.resolveImage = async () => Promise.reject(new ImageProblem(kind, 'secret details'));
      const answer = await plane.call('CreateFunction', image);
      const [status, code] =
        kind === 'unreachable' ? [500, 'ServiceException'] : [400, 'InvalidParameterValueException'];
      assert.deepEqual([answer.status, answer.headers.get('x-amzn-errortype')], [status, code]);
      assert.equal(answer.json.message ?? answer.json.Message, message);
      assert.deepEqual(await plane.leftovers(), nothing);

      plane.resolveImage = resolveImage;
      plane.pullImage = async () => Promise.reject(new ImageProblem(kind, 'secret details'));
      await createImage(plane);
      const { latest } = await plane.settled('fn');
      assert.deepEqual(
        [latest.state, latest.stateReasonCode, latest.stateReason],
        ['Failed', reasonCode, message],
      );
      // Each start tries again.
      plane.pullImage = async () => undefined;
      await resumePending(plane.room);
      assert.equal((await plane.settled('fn')).latest.state, 'Active');
    }));
}

test('an update to an image that cannot be had leaves the one that runs', () =>
  withControlPlane(async (plane) => {
    await createImage(plane);
    const before = (await plane.settled('fn')).latest;
    plane.pullImage = async () => Promise.reject(new ImageProblem('missing', 'gone'));
    const updated = await plane.call('UpdateFunctionCode', { FunctionName: 'fn', ImageUri: `${uri}2` });
    assert.equal(updated.status, 200);
    const record = await plane.settled('fn');
    assert.equal(record.serving?.codeDigest, before.codeDigest);
    assert.deepEqual(
      [record.latest.state, record.latest.lastUpdateStatus, record.latest.lastUpdateStatusReasonCode],
      ['Active', 'Failed', 'ImageDeleted'],
    );
  }));

test('without bubblewrap the function is Failed and says so', () =>
  withControlPlane(async (plane) => {
    plane.isolation = 'process';
    await createImage(plane);
    const { latest } = await plane.settled('fn');
    assert.deepEqual([latest.state, latest.stateReasonCode], ['Failed', 'InvalidConfiguration']);
    assert.match(latest.stateReason ?? '', /run in bubblewrap only/);
  }));

test('a tag that moves changes nothing until it is named again', () =>
  withControlPlane(async (plane) => {
    const [one, two] = ['1'.repeat(64), '2'.repeat(64)];
    plane.resolveImage = async () => one;
    await createImage(plane);
    await plane.settled('fn');
    plane.resolveImage = async () => two;
    await plane.call('UpdateFunctionConfiguration', { FunctionName: 'fn', Timeout: 4 });
    await plane.settled('fn');
    const codeOf = async () => (await plane.call('GetFunction', { FunctionName: 'fn' })).json.Code;
    const resolved = uri.replace(':1', '@sha256:');
    assert.deepEqual(await codeOf(), {
      ImageUri: uri,
      RepositoryType: 'ECR',
      ResolvedImageUri: resolved + one,
    });
    const dry = { FunctionName: 'fn', ImageUri: uri, DryRun: true };
    assert.equal((await plane.call('UpdateFunctionCode', dry)).json.CodeSha256, two);
    assert.equal((await codeOf()).ResolvedImageUri, resolved + one);
    await plane.call('UpdateFunctionCode', { FunctionName: 'fn', ImageUri: uri });
    assert.equal((await plane.settled('fn')).latest.codeDigest, two);
    assert.equal((await codeOf()).ResolvedImageUri, resolved + two);
  }));

test('an image is forgotten with the last function that names it, also one deleted while it is pulled', () =>
  withControlPlane(async (plane) => {
    const discarded: string[] = [];
    plane.discarded = (digest) => discarded.push(digest);
    const pulling = Promise.withResolvers<void>();
    const pulled = Promise.withResolvers<void>();
    plane.pullImage = () => {
      pulling.resolve();
      return pulled.promise;
    };
    const { CodeSha256 } = await createImage(plane);
    await pulling.promise;
    await plane.call('DeleteFunction', { FunctionName: 'fn' });
    assert.equal(discarded.length, 0);
    pulled.resolve();
    await plane.clock.advance(0);
    while ((await plane.leftovers()).notes.length > 0) await plane.clock.advance(0);
    assert.ok(discarded.includes(CodeSha256));

    discarded.length = 0;
    await createImage(plane);
    await plane.settled('fn');
    await createImage(plane, { FunctionName: 'other' });
    await plane.settled('other');
    await plane.call('DeleteFunction', { FunctionName: 'fn' });
    assert.equal(discarded.length, 0);
    await plane.call('DeleteFunction', { FunctionName: 'other' });
    assert.ok(discarded.includes(CodeSha256));
  }));

test('a function made anew as a zip while its image was looked up keeps its code', () =>
  withControlPlane(async (plane) => {
    await createImage(plane);
    await plane.settled('fn');
    const digest = await plane.resolveImage(uri);
    plane.resolveImage = async () => {
      await plane.call('DeleteFunction', { FunctionName: 'fn' });
      await plane.create('fn', { Code: { ZipFile: await zipOf({ 'index.mjs': '1' }) } });
      return digest;
    };
    const answer = await plane.call('UpdateFunctionCode', { FunctionName: 'fn', ImageUri: uri });
    assert.equal(answer.status, 409, answer.text);
    assert.equal((await plane.settled('fn')).latest.imageUri, undefined);
  }));
