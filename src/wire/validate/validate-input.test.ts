import assert from 'node:assert/strict';
import test from 'node:test';
import { AwsError } from '../aws-error.ts';
import { overlongMatchedMax } from '../limits.ts';
import { loadModel } from '../model/load-model.ts';
import { toServiceModel } from '../model/service-model.ts';
import { validateInput } from './validate-input.ts';

function refusal(
  service: string,
  operationName: string,
  input: object,
): { code: string; failures: string[] } {
  const operation = loadModel(service).operations.get(operationName);
  assert.ok(operation);
  try {
    validateInput(operation, input);
  } catch (error) {
    assert.ok(error instanceof AwsError);
    assert.equal(error.status, 400);
    const [, count, failures = ''] = /^(\d+) validation errors? detected: (.*)$/s.exec(error.message) ?? [];
    const parts = failures.split(/; (?=Value )/);
    assert.equal(Number(count), parts.length);
    assert.equal(error.message.includes('errors detected'), parts.length > 1);
    return { code: error.code, failures: parts };
  }
  return { code: '', failures: [] };
}

/** What AWS answered, recorded; the values in the text are the recording's. */
const recorded: readonly (readonly [string, string, object, string])[] = [
  [
    'lambda',
    'AddPermission',
    { FunctionName: 'f', StatementId: 'example.com', Action: 'lambda:*', Principal: '*' },
    "Value 'example.com' at 'statementId' failed to satisfy constraint: Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)",
  ],
  [
    'lambda',
    'PutProvisionedConcurrencyConfig',
    { FunctionName: 'f', Qualifier: '1', ProvisionedConcurrentExecutions: 0 },
    "Value '0' at 'provisionedConcurrentExecutions' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ],
  [
    'lambda',
    'ListFunctions',
    { FunctionVersion: 'invalid' },
    "Value 'invalid' at 'functionVersion' failed to satisfy constraint: Member must satisfy enum value set: [ALL]",
  ],
  [
    'lambda',
    'PutFunctionRecursionConfig',
    { FunctionName: 'f', RecursiveLoop: 'InvalidValue' },
    "Value 'InvalidValue' at 'recursiveLoop' failed to satisfy constraint: Member must satisfy enum value set: [Terminate, Allow]",
  ],
  [
    'lambda',
    'UntagResource',
    { Resource: 'arn:aws:lambda:us-east-1:111111111111:function:f' },
    "Value null at 'tagKeys' failed to satisfy constraint: Member must not be null",
  ],
  [
    'lambda',
    'UpdateFunctionConfiguration',
    { FunctionName: 'f', SnapStart: { ApplyOn: 'invalidOption' } },
    "Value 'invalidOption' at 'snapStart.applyOn' failed to satisfy constraint: Member must satisfy enum value set: [PublishedVersions, None]",
  ],
  [
    'lambda',
    'UpdateFunctionConfiguration',
    { FunctionName: 'f', Role: 'r1' },
    "Value 'r1' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+",
  ],
  [
    'lambda',
    'UpdateFunctionCode',
    { FunctionName: 'f', Architectures: ['x86_64', 'arm64'] },
    "Value '[x86_64, arm64]' at 'architectures' failed to satisfy constraint: Member must have length less than or equal to 1",
  ],
  [
    'lambda',
    'UpdateFunctionCode',
    { FunctionName: 'f', Architectures: ['X86_64'] },
    "Value '[X86_64]' at 'architectures' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]",
  ],
  [
    'lambda',
    'UpdateFunctionConfiguration',
    { FunctionName: 'f', VpcConfig: { SubnetIds: ['bad'] } },
    "Value '[bad]' at 'vpcConfig.subnetIds' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: subnet-[0-9a-z]*]",
  ],
  [
    'lambda',
    'UpdateAlias',
    { FunctionName: 'f', Name: 'a', RoutingConfig: { AdditionalVersionWeights: { $LATEST: 0.5 } } },
    "Value '{$LATEST=0.5}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]",
  ],
  [
    'lambda',
    'UpdateAlias',
    { FunctionName: 'f', Name: 'a', RoutingConfig: { AdditionalVersionWeights: { '2': 2 } } },
    "Value '{2=2.0}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]",
  ],
  [
    'apigateway',
    'PutIntegration',
    { restApiId: 'a', resourceId: 'r', httpMethod: 'GET', type: 'HTTPS_PROXY' },
    "Value 'HTTPS_PROXY' at 'putIntegrationInput.type' failed to satisfy constraint: Member must satisfy enum value set: [HTTP, MOCK, AWS_PROXY, HTTP_PROXY, AWS]",
  ],
  [
    'apigateway',
    'CreateRestApi',
    { name: 'n', endpointConfiguration: { types: ['wrong'] } },
    "Value '[wrong]' at 'createRestApiInput.endpointConfiguration.types' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [PRIVATE, EDGE, REGIONAL]]",
  ],
  [
    'sts',
    'AssumeRole',
    { RoleArn: 'arn:aws:iam::111111111111:role/r', RoleSessionName: 'Session1:2' },
    "Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
  ],
];

for (const [service, operation, input, failure] of recorded) {
  test(`${service} ${operation} answers as recorded: ${failure.slice(0, 60)}`, () => {
    assert.deepEqual(refusal(service, operation, input).failures, [failure]);
  });
}

test('failures of the body come before those of labels, as recorded', () => {
  const { failures } = refusal('apigateway', 'UpdateMethodResponse', {
    restApiId: 'a',
    resourceId: 'r',
    httpMethod: 'GET',
    statusCode: 'wrong',
    patchOperations: [{ op: 'wrong_op' }, { op: 'add' }, { op: 'wrong_op' }],
  });
  const atOf = (failure: string) => /at '([^']+)'/.exec(failure)?.[1];
  assert.deepEqual(failures.map(atOf), [
    'updateMethodResponseInput.patchOperations.1.member.op',
    'updateMethodResponseInput.patchOperations.3.member.op',
    'statusCode',
  ]);
  const get = refusal('lambda', 'GetFunction', { FunctionName: 'a b', Qualifier: '?' }).failures;
  assert.deepEqual(get.map(atOf), ['qualifier', 'functionName']);
});

test('each service has its own code for a violated constraint', () => {
  assert.equal(refusal('lambda', 'CreateFunction', {}).code, 'ValidationException');
  assert.equal(refusal('apigateway', 'CreateRestApi', {}).code, 'ValidationException');
  assert.equal(refusal('apigatewayv2', 'CreateApi', {}).code, 'BadRequestException');
  assert.equal(refusal('sts', 'AssumeRole', {}).code, 'ValidationError');
  assert.equal(refusal('logs', 'CreateLogGroup', {}).code, 'InvalidParameterException');
  assert.equal(refusal('logs', 'CreateDelivery', {}).code, 'ValidationException');
});

test('a sensitive value is not repeated', () => {
  const input = { FunctionName: 'f', Environment: { Variables: { '1secret': 'password' } } };
  const { failures } = refusal('lambda', 'UpdateFunctionConfiguration', input);
  assert.match(
    failures[0] ?? '',
    /^Value at 'environment\.variables' failed to satisfy constraint: Map keys must/,
  );
  assert.doesNotMatch(failures.join(), /secret|password/);
});

test('null in a list or a map is refused', () => {
  const list = refusal('lambda', 'UpdateFunctionCode', { FunctionName: 'f', Architectures: [null] });
  assert.match(list.failures[0] ?? '', /^Value '\[null\]' at 'architectures'/);
  const structures = refusal('apigateway', 'UpdateRestApi', { restApiId: 'a', patchOperations: [null] });
  assert.deepEqual(structures.failures, [
    "Value null at 'updateRestApiInput.patchOperations.1.member' failed to satisfy constraint: Member must not be null",
  ]);
  const map = refusal('lambda', 'TagResource', {
    Resource: 'arn:aws:lambda:us-east-1:111111111111:function:f',
    Tags: { a: null },
  });
  assert.match(map.failures[0] ?? '', /Map value must satisfy constraint/);
});

test('a value that is too long is matched against the pattern too, unless it is much too long', () => {
  const operation = toServiceModel('test', {
    metadata: { apiVersion: '1', endpointPrefix: 'test', protocol: 'json' },
    operations: { Do: { http: { method: 'POST', requestUri: '/' }, input: { shape: 'Input' } } },
    shapes: {
      Input: { type: 'structure', members: { Name: { shape: 'Name' } } },
      // Exponential in JavaScript for a long run of a's.
      Name: { type: 'string', max: 10, pattern: '(a+)+b' },
    },
  }).operations.get('Do');
  assert.ok(operation);
  const failure = (value: string, phrase: string) =>
    `Value '${value}' at 'name' failed to satisfy constraint: Member must ${phrase}`;
  const tooLong = 'have length less than or equal to 10';
  const other = 'c'.repeat(11);
  assert.throws(() => validateInput(operation, { Name: other }), {
    message: `2 validation errors detected: ${failure(other, tooLong)}; ${failure(other, 'satisfy regular expression pattern: (a+)+b')}`,
  });
  const endless = 'a'.repeat(overlongMatchedMax + 1);
  assert.throws(() => validateInput(operation, { Name: endless }), {
    message: `1 validation error detected: ${failure(endless, tooLong)}`,
  });
});

test('structures in a list print as Java prints them', () => {
  const layers = Array.from({ length: 2 }, (_, index) => ({ Arn: `arn${index}`, LocalMountPath: '/mnt/a' }));
  const { failures } = refusal('lambda', 'UpdateFunctionConfiguration', {
    FunctionName: 'f',
    FileSystemConfigs: layers,
  });
  assert.match(
    failures[0] ?? '',
    /^Value '\[FileSystemConfig\(arn=arn0, localMountPath=\/mnt\/a\), FileSystemConfig\(arn=arn1, /,
  );
});
