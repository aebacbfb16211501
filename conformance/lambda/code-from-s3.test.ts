/** Functions made of objects in an S3 elsewhere, as the JS SDK sees them, over sockets on both sides. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateFunctionCommand,
  InvokeCommand,
  type LambdaClient,
  ListFunctionsCommand,
  UpdateFunctionCodeCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { type LambentProcess, type StartLambent, withFolder } from '../lambent-process.ts';
import { openS3Server, refuse, type S3Server, s3Credentials } from '../s3-server.ts';
import { zipOf } from '../zip.ts';
import { clientOf } from './client.ts';

const fn = { FunctionName: 'my-function' };
const settings = {
  ...fn,
  Runtime: 'nodejs24.x',
  Role: 'arn:aws:iam::000000000000:role/lambda-role',
  Handler: 'index.handler',
} as const;
/** The SDK's own pace is a look every five seconds. */
const pace = { maxWaitTime: 60, minDelay: 1, maxDelay: 1 };

/** Answers a word and everything that its environment tells it. */
const saying = (word: string) =>
  zipOf({ 'index.mjs': `export const handler = async () => ({ word: '${word}', env: process.env });\n` });

async function withS3(
  use: (parts: { s3: S3Server; lambda: LambdaClient; lambent: LambentProcess }) => Promise<void>,
): Promise<void> {
  const s3 = await openS3Server();
  try {
    await withFolder(async (folder, start) => {
      const lambent = await startWith(start, folder, s3);
      const lambda = clientOf(lambent.endpoint);
      await use({ s3, lambda, lambent });
      // Whatever went wrong, nobody was told the secret.
      assert.ok(!lambent.output().includes(s3Credentials.secretAccessKey));
    });
  } finally {
    await s3.close();
  }
}

function startWith(start: StartLambent, folder: string, { endpoint }: S3Server): Promise<LambentProcess> {
  return start(folder, ['--endpoints', `s3=${endpoint}`], {
    LAMBENT_EXTERNAL_ACCESS_KEY_ID: s3Credentials.accessKeyId,
    LAMBENT_EXTERNAL_SECRET_ACCESS_KEY: s3Credentials.secretAccessKey,
  });
}

test('a function is created from an object, invoked, and updated from another version of it', () =>
  withS3(async ({ s3, lambda, lambent }) => {
    s3.put('my-bucket', 'releases/my function.zip', 'v1', await saying('one'));
    s3.put('my-bucket', 'releases/my function.zip', 'v2', await saying('two'));
    s3.put('my-bucket', 'releases/my function.zip', 'v3', Buffer.from('no zip'));
    const S3 = { S3Bucket: 'my-bucket', S3Key: 'releases/my function.zip' };
    const answer = async () => {
      const { Payload } = await lambda.send(new InvokeCommand(fn));
      return JSON.parse(Payload?.transformToString() ?? '') as { word: string; env: Record<string, string> };
    };
    await lambda.send(new CreateFunctionCommand({ ...settings, Code: { ...S3, S3ObjectVersion: 'v1' } }));
    await waitUntilFunctionActiveV2({ client: lambda, ...pace }, fn);
    const first = await answer();
    assert.equal(first.word, 'one');
    const told = JSON.stringify(first.env);
    for (const secret of Object.values(s3Credentials)) assert.ok(!told.includes(secret));
    await lambda.send(new UpdateFunctionCodeCommand({ ...fn, ...S3, S3ObjectVersion: 'v2' }));
    await waitUntilFunctionUpdatedV2({ client: lambda, ...pace }, fn);
    assert.equal((await answer()).word, 'two');
    await assert.rejects(lambda.send(new UpdateFunctionCodeCommand({ ...fn, ...S3 })), {
      name: 'InvalidParameterValueException',
      message: 'Could not unzip uploaded file. Please check your file, then try to upload again.',
    });
    assert.equal((await answer()).word, 'two');
    assert.match(lambent.output(), /Calls s3\s+http:\/\/127\.0\.0\.1:/);
  }));

test('what S3 refuses, or what is no S3 at all, is AWS’s error, one line for the operator, and no function', () =>
  withS3(async ({ s3, lambda, lambent }) => {
    s3.put('my-bucket', 'one.zip', 'v1', await saying('one'));
    const create = (S3Bucket: string, S3Key: string) =>
      lambda.send(new CreateFunctionCommand({ ...settings, Code: { S3Bucket, S3Key } }));
    const occurred = 'Error occurred while GetObject. S3 Error Code:';
    const invalid = { name: 'InvalidParameterValueException', $fault: 'client' };
    await assert.rejects(create('no-bucket', 'one.zip'), {
      ...invalid,
      message: `${occurred} NoSuchBucket. S3 Error Message: The specified bucket does not exist`,
    });
    await assert.rejects(create('my-bucket', 'two.zip'), {
      ...invalid,
      message: `${occurred} NoSuchKey. S3 Error Message: The specified key does not exist.`,
    });
    const warnings = () => lambent.output().match(/s3 at http:.*/g) ?? [];
    assert.deepEqual(warnings(), []);
    const misbehaviours: readonly (readonly [NonNullable<S3Server['misbehave']>, object])[] = [
      [(_, response) => void response.writeHead(502).end('<html><br>'), { name: 'ServiceException' }],
      [(request) => void request.socket.destroy(), { name: 'ServiceException' }],
      [
        (_, response) => void response.writeHead(200, { 'content-length': 262_144_001 }).write('x'),
        { ...invalid, message: 'Unzipped size must be smaller than 262144000 bytes' },
      ],
      [
        (_, response) => refuse(response, 403, 'AccessDenied', 'Access Denied'),
        {
          name: 'AccessDeniedException',
          message:
            'Your access has been denied by S3, please make sure your request credentials have permission to GetObject for my-bucket/one.zip. S3 Error Code: AccessDenied. S3 Error Message: Access Denied',
        },
      ],
    ];
    for (const [misbehave, expected] of misbehaviours) {
      s3.misbehave = misbehave;
      await assert.rejects(create('my-bucket', 'one.zip'), expected);
    }
    // The answer and the line come through different pipes.
    while (warnings().length < misbehaviours.length) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(warnings().length, misbehaviours.length);
    assert.deepEqual((await lambda.send(new ListFunctionsCommand({}))).Functions, []);
  }));
