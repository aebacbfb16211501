import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NotImplementedException } from '#wire';
import { account, arnOf, newFunction, withControlPlane, zipOf } from './control-room.fixture.ts';
import { createFunction } from './create-function.ts';

const namePattern =
  '(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?';
const runtimes =
  '[nodejs20.x, python3.14, provided.al2023, python3.12, python3.13, nodejs24.x, nodejs22.x, java25, python3.10, python3.11, java21, ruby3.3, ruby3.4, ruby3.2, python3.8, python3.9, java17, nodejs16.x, dotnet10, dotnet8, java11, dotnet6, nodejs18.x, provided.al2, java8.al2]';

/** What is wrong, the members that make it so, and what AWS says to it. */
type Refusal = readonly [what: string, members: object, status: number, code: string, message: string];

const invalid = (value: string, path: string, constraint: string): string =>
  `1 validation error detected: Value '${value}' at '${path}' failed to satisfy constraint: ${constraint}`;

const refusals: readonly Refusal[] = [
  [
    'a name of 200 characters',
    { FunctionName: 'a'.repeat(200) },
    400,
    'ValidationException',
    invalid('a'.repeat(200), 'functionName', 'Member must have length less than or equal to 140'),
  ],
  [
    'a plain name of 65 characters',
    { FunctionName: 'a'.repeat(65) },
    400,
    'InvalidParameterValueException',
    invalid('a'.repeat(65), 'functionName', 'Member must have length less than or equal to 64'),
  ],
  [
    'a name with a character that names have not',
    { FunctionName: 'my-function!' },
    400,
    'ValidationException',
    invalid('my-function!', 'functionName', `Member must satisfy regular expression pattern: ${namePattern}`),
  ],
  [
    'an ARN of another region',
    { FunctionName: `arn:aws:lambda:ap-southeast-1:${account}:function:fn` },
    404,
    'ResourceNotFoundException',
    "Functions from 'ap-southeast-1' are not reachable in this region ('eu-west-1')",
  ],
  [
    'an ARN of another account',
    { FunctionName: arnOf('fn').replace(account, '444455556666') },
    403,
    'AccessDeniedException',
    '',
  ],
  ...['fn:1', 'fn:live', `${arnOf('fn')}:$LATEST`].map(
    (FunctionName): Refusal => [
      `the name ${FunctionName}, whose qualifier nothing could mean`,
      { FunctionName },
      400,
      'InvalidParameterValueException',
      'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
    ],
  ),
  [
    'an unknown runtime',
    { Runtime: 'non-existent-runtime' },
    400,
    'InvalidParameterValueException',
    `Value non-existent-runtime at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: ${runtimes} or be a valid ARN`,
  ],
  [
    'a runtime in capitals',
    { Runtime: 'PYTHON3.9' },
    400,
    'InvalidParameterValueException',
    `Value PYTHON3.9 at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: ${runtimes} or be a valid ARN`,
  ],
  [
    'a runtime that is no longer taken',
    { Runtime: 'java8' },
    400,
    'InvalidParameterValueException',
    'The runtime parameter of java8 is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.',
  ],
  ...(['Runtime', 'Handler'] as const).map(
    (missing): Refusal => [
      `no ${missing}`,
      { [missing]: undefined },
      400,
      'InvalidParameterValueException',
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    ],
  ),
  [
    'a role that is not an ARN',
    { Role: 'r1' },
    400,
    'ValidationException',
    invalid(
      'r1',
      'role',
      'Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+',
    ),
  ],
  [
    'memory 127',
    { MemorySize: 127 },
    400,
    'ValidationException',
    invalid('127', 'memorySize', 'Member must have value greater than or equal to 128'),
  ],
  [
    'memory 10241',
    { MemorySize: 10_241 },
    400,
    'InvalidParameterValueException',
    "'MemorySize' value failed to satisfy constraint: Member must have value less than or equal to 10240",
  ],
  [
    'timeout 0',
    { Timeout: 0 },
    400,
    'ValidationException',
    invalid('0', 'timeout', 'Member must have value greater than or equal to 1'),
  ],
  [
    'timeout 901',
    { Timeout: 901 },
    400,
    'ValidationException',
    invalid('901', 'timeout', 'Member must have value less than or equal to 900'),
  ],
  [
    'two architectures',
    { Architectures: ['x86_64', 'arm64'] },
    400,
    'ValidationException',
    invalid('[x86_64, arm64]', 'architectures', 'Member must have length less than or equal to 1'),
  ],
  [
    'an architecture in capitals',
    { Architectures: ['X86_64'] },
    400,
    'ValidationException',
    invalid(
      '[X86_64]',
      'architectures',
      'Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]',
    ),
  ],
  [
    'variables of 4097 bytes',
    { Environment: { Variables: { LARGE: 'x'.repeat(4097 - '{"LARGE":""}'.length) } } },
    400,
    'InvalidParameterValueException',
    `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: {"LARGE":"${'x'.repeat(4085)}"}`,
  ],
  [
    'reserved variables',
    { Environment: { Variables: { AWS_REGION: 'a', MINE: 'b', LAMBDA_TASK_ROOT: 'c' } } },
    400,
    'InvalidParameterValueException',
    'Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION, LAMBDA_TASK_ROOT',
  ],
  [
    'a log level in Text',
    { LoggingConfig: { LogFormat: 'Text', SystemLogLevel: 'DEBUG' } },
    400,
    'InvalidParameterValueException',
    'LogLevel is not supported when LogFormat is set to "Text". Remove LogLevel from your request or change the LogFormat to "JSON" and try again.',
  ],
  [
    'no code at all',
    { Code: {} },
    400,
    'InvalidParameterValueException',
    'Please provide a source for function code.',
  ],
  [
    'an empty zip',
    { Code: { ZipFile: Buffer.alloc(0) } },
    400,
    'InvalidParameterValueException',
    'Uploaded file must be a non-empty zip',
  ],
  [
    'a zip that is not a zip',
    { Code: { ZipFile: Buffer.from('this is no zip file') } },
    400,
    'InvalidParameterValueException',
    'Could not unzip uploaded file. Please check your file, then try to upload again.',
  ],
  [
    'a zip over 50 MB',
    { Code: { ZipFile: Buffer.alloc(52_428_801) } },
    413,
    'RequestEntityTooLargeException',
    'Zipped size must be smaller than 52428800 bytes',
  ],
];

for (const [what, members, status, code, message] of refusals) {
  test(`${what}: ${status} ${code}, and nothing is left`, () =>
    withControlPlane(async (plane) => {
      await refused(plane, { ...(await newFunction('fn')), ...members }, { status, code, message });
    }));
}

test('a package that unpacks to more than 250 MB: 400, and nothing is left', () =>
  withControlPlane(async (plane) => {
    const ZipFile = await zipOf({ 'index.mjs': 'small' });
    const directory = ZipFile.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    ZipFile.writeUInt32LE(262_144_000, directory + 24);
    await refused(
      plane,
      { ...(await newFunction('fn')), Code: { ZipFile } },
      {
        status: 400,
        code: 'InvalidParameterValueException',
        message: 'Unzipped size must be smaller than 262144000 bytes',
      },
    );
  }));

test('variables of exactly 4096 bytes, umlauts counted in UTF-8, are taken', () =>
  withControlPlane(async ({ create }) => {
    await create('fn', { Environment: { Variables: { LARGE: 'ü'.repeat((4096 - 12) / 2) } } });
  }));

const notImplemented: readonly (readonly [members: object, message: RegExp])[] = [
  [
    { Code: { S3Bucket: 'bucket', S3Key: 'key', S3ObjectStorageMode: 'REFERENCE' } },
    /S3ObjectStorageMode REFERENCE/,
  ],
  [{ Code: { ZipFile: Buffer.from('zip'), SourceKMSKeyArn: 'arn:aws:kms:::key' } }, /Code\.SourceKMSKeyArn/],
  [{ TracingConfig: { Mode: 'Active' } }, /TracingConfig\.Mode Active/],
  [{ SnapStart: { ApplyOn: 'PublishedVersions' } }, /SnapStart\.ApplyOn PublishedVersions/],
];

for (const [members, message] of notImplemented) {
  test(`${JSON.stringify(members).slice(0, 60)} is refused by name`, () =>
    withControlPlane(async (plane) => {
      const answer = await plane.call('CreateFunction', { ...(await newFunction('fn')), ...members });
      assert.equal(answer.status, 501);
      assert.equal(answer.headers.get('x-amzn-errortype'), NotImplementedException.name);
      assert.match(answer.json.message, message);
      await nothingLeft(plane);
    }));
}

test('a request over 70167211 bytes is answered by its operation', () => {
  assert.equal(createFunction.body?.bytesMax, 70_167_211);
  const error = createFunction.body?.tooLarge();
  assert.deepEqual(
    [error?.status, error?.code, error?.message],
    [
      413,
      'RequestEntityTooLargeException',
      'Request must be smaller than 70167211 bytes for the CreateFunction operation',
    ],
  );
});

type Plane = Parameters<Parameters<typeof withControlPlane>[0]>[0];

async function refused(
  plane: Plane,
  input: object,
  expected: { readonly status: number; readonly code: string; readonly message: string },
): Promise<void> {
  const answer = await plane.call('CreateFunction', input);
  const { Type, message, Message } = answer.json;
  assert.deepEqual(
    {
      status: answer.status,
      code: answer.headers.get('x-amzn-errortype'),
      message: message ?? Message,
    },
    expected,
  );
  const modelled = ['InvalidParameterValueException', 'ResourceNotFoundException'].includes(expected.code);
  assert.equal(Type, modelled ? 'User' : undefined);
  assert.equal(Message === undefined, expected.code !== 'ResourceNotFoundException');
  await nothingLeft(plane);
}

async function nothingLeft(plane: Plane): Promise<void> {
  assert.deepEqual(plane.functions.all(), []);
  assert.deepEqual(await plane.leftovers(), { blobs: [], notes: [], trees: [] });
}
