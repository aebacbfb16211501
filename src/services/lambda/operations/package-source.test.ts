/** Packages from buckets: what a request may say, what S3 may answer, and that nothing is left of what fails. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GetObjectRequest } from '#models/s3';
import { AwsError, NotImplementedException } from '#wire';
import { type ControlPlane, newFunction, withControlPlane, zipOf } from './control-room.fixture.ts';

const object = { S3Bucket: 'bucket', S3Key: 'a/key.zip' };
const zip = () => zipOf({ 'index.mjs': 'export const handler = () => "from a bucket";\n' });

/** The bucket has a package, and `asked` says how it was asked for. */
function withBucket(plane: ControlPlane): GetObjectRequest[] {
  const asked: GetObjectRequest[] = [];
  plane.getObject = async (input) => {
    asked.push(input);
    return { Body: await zip() };
  };
  return asked;
}

test('a function is created and updated from the object, in the version that is named', () =>
  withControlPlane(async (plane) => {
    const asked = withBucket(plane);
    const { latest } = await plane.create('fn', { Code: object });
    assert.deepEqual(await plane.code.zip(latest.codeDigest), await zip());
    const versioned = { ...object, S3ObjectVersion: 'v2', S3ObjectStorageMode: 'COPY' };
    const updated = await plane.call('UpdateFunctionCode', { FunctionName: 'fn', ...versioned });
    assert.equal(updated.status, 200, updated.text);
    assert.deepEqual(asked, [
      { Bucket: 'bucket', Key: 'a/key.zip' },
      { Bucket: 'bucket', Key: 'a/key.zip', VersionId: 'v2' },
    ]);
    await plane.settled('fn');
  }));

test('a dry run gets the object, answers its digest and keeps nothing of it', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn');
    const before = await plane.leftovers();
    withBucket(plane);
    const answer = await plane.call('UpdateFunctionCode', { FunctionName: 'fn', ...object, DryRun: true });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.json.CodeSize, (await zip()).length);
    assert.deepEqual((await plane.leftovers()).blobs, before.blobs);
  }));

const together = 'Please do not provide other FunctionCode parameters when providing a ZipFile.';
const half = 'S3 Bucket and Key are required for uploading with S3 parameters.';
const neither = 'Please provide a source for function code.';
const ZipFile = Buffer.from('zip');

const misstated: readonly (readonly [members: object, message: string])[] = [
  [{ ZipFile, ...object }, together],
  [{ ZipFile, S3Key: 'key' }, together],
  [{ ZipFile, S3ObjectVersion: 'v1' }, together],
  [{ S3Bucket: 'bucket' }, half],
  [{ S3Key: 'key' }, half],
  [{ S3ObjectVersion: 'v1' }, half],
  [{ S3ObjectStorageMode: 'COPY' }, neither],
  [{}, neither],
];

for (const [members, message] of misstated) {
  test(`${Object.keys(members).join(' and ') || 'nothing'}: ${message}`, () =>
    withControlPlane(async (plane) => {
      const created = await plane.call('CreateFunction', { ...(await newFunction('fn')), Code: members });
      assert.deepEqual([created.status, created.json], [400, { Type: 'User', message }]);
      await plane.create('fn');
      const updated = await plane.call('UpdateFunctionCode', { FunctionName: 'fn', ...members });
      assert.deepEqual([updated.status, updated.json], [400, { Type: 'User', message }]);
    }));
}

const occurred = 'Error occurred while GetObject. S3 Error Code:';
const denied =
  'Your access has been denied by S3, please make sure your request credentials have permission to GetObject for ' +
  'bucket/a/key.zip. S3 Error Code: AccessDenied. S3 Error Message: no';
const invalid = 'InvalidParameterValueException';

const failures: readonly (readonly [AwsError, status: number, code: string, message: string])[] = [
  [
    new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404),
    400,
    invalid,
    `${occurred} NoSuchBucket. S3 Error Message: The specified bucket does not exist`,
  ],
  [
    new AwsError('NoSuchKey', 'The specified key does not exist.', 404),
    400,
    invalid,
    `${occurred} NoSuchKey. S3 Error Message: The specified key does not exist.`,
  ],
  [
    new AwsError('PermanentRedirect', 'Elsewhere.', 301, { fields: { Region: 'us-west-2' } }),
    400,
    invalid,
    `${occurred} PermanentRedirect. S3 Error Message: The bucket is in this region: us-west-2. Please use this region to retry the request`,
  ],
  [
    new AwsError('PermanentRedirect', 'Elsewhere.', 301),
    400,
    invalid,
    `${occurred} PermanentRedirect. S3 Error Message: The bucket is in this region: null. Please use this region to retry the request`,
  ],
  [new AwsError('AccessDenied', 'no', 403), 403, 'AccessDeniedException', denied],
  [new AwsError('AccessDeniedException', 'no', 403), 403, 'AccessDeniedException', denied],
  [
    new AwsError('EntityTooLarge', 'too large', 400),
    400,
    invalid,
    'Unzipped size must be smaller than 262144000 bytes',
  ],
  [
    new AwsError('ServiceUnavailable', 'The service could not be reached.', 503),
    500,
    'ServiceException',
    `${occurred} ServiceUnavailable. S3 Error Message: The service could not be reached.`,
  ],
  [
    new AwsError('InternalFailure', 'not understood', 404),
    500,
    'ServiceException',
    `${occurred} InternalFailure. S3 Error Message: not understood`,
  ],
  [
    new NotImplementedException('Lambent does not implement s3:GetObject (…).'),
    501,
    'NotImplementedException',
    'Lambent does not implement s3:GetObject (…).',
  ],
];

for (const [error, status, code, message] of failures) {
  test(`S3 answers ${error.status} ${error.code} ${error.fields.Region ?? ''}`, () =>
    withControlPlane(async (plane) => {
      plane.getObject = () => Promise.reject(error);
      const answer = await plane.call('CreateFunction', { ...(await newFunction('fn')), Code: object });
      const { message: said, Message = said } = answer.json;
      assert.deepEqual(
        [answer.status, answer.headers.get('x-amzn-errortype'), Message],
        [status, code, message],
      );
      assert.deepEqual(plane.functions.all(), []);
      assert.deepEqual(await plane.leftovers(), { blobs: [], notes: [], trees: [] });
    }));
}

test('an object that is no zip is refused as an upload is', () =>
  withControlPlane(async (plane) => {
    for (const [Body, message] of [
      [
        Buffer.from('no zip'),
        'Could not unzip uploaded file. Please check your file, then try to upload again.',
      ],
      [Buffer.alloc(0), 'Uploaded file must be a non-empty zip'],
    ] as const) {
      plane.getObject = async () => ({ Body });
      const answer = await plane.call('CreateFunction', { ...(await newFunction('fn')), Code: object });
      assert.deepEqual([answer.status, answer.json.message], [400, message]);
    }
    plane.getObject = async () => ({});
    assert.equal(
      (await plane.call('CreateFunction', { ...(await newFunction('fn')), Code: object })).status,
      400,
    );
    assert.deepEqual(await plane.leftovers(), { blobs: [], notes: [], trees: [] });
  }));

test('one package is in memory at a time, the next waits, and a third is turned away', () =>
  withControlPlane(async (plane) => {
    const here = Promise.withResolvers<void>();
    let held = 0;
    plane.getObject = async () => {
      held++;
      await here.promise;
      return { Body: await zip() };
    };
    const least = await newFunction('');
    const create = (FunctionName: string) =>
      plane.call('CreateFunction', { ...least, FunctionName, Code: object });
    const [first, second] = [create('first'), create('second')];
    const third = await create('third');
    assert.deepEqual([third.status, third.json.message], [429, 'Rate exceeded']);
    assert.equal(held, 1);
    here.resolve();
    assert.deepEqual([(await first).status, (await second).status], [201, 201]);
    assert.equal((await create('fourth')).status, 201);
    for (const name of ['first', 'second', 'fourth']) await plane.settled(name);
  }));

test('an existing name or an update under way is told before anything is fetched', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn');
    plane.getObject = () => assert.fail('fetched');
    const again = await plane.call('CreateFunction', { ...(await newFunction('fn')), Code: object });
    assert.equal(again.status, 409);
    const unknown = await plane.call('UpdateFunctionCode', { FunctionName: 'other', ...object });
    assert.equal(unknown.status, 404);
  }));
