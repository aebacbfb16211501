/** Bodies that are JSON, but not what the model says: members it does not know, and values of other types. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Shape } from '#wire';
import type { RawAnswer } from '../raw-api.ts';
import { functionBase, implemented, known, useBaseFunction } from './base-function.ts';
import { validStructure } from './violations.ts';

const unknown = { Nonsense: { deep: [1] }, 'a b': null, fields: true };
const profile = 'arn:aws:signer:us-east-1:000000000000:/signing-profiles/mine/0123456789';

/** What earlier requests made that later ones name. */
type Made = { configArn?: unknown; uuid?: unknown };

/** Requests that succeed one after the other; an operation that is not among them has to be refused as it is without the unknown. */
const requests: Readonly<Record<string, (made: Made) => object>> = {
  PublishVersion: () => ({}),
  CreateAlias: () => ({ Name: 'live', FunctionVersion: '1', RoutingConfig: {} }),
  UpdateAlias: () => ({ Name: 'live', Description: 'it lives' }),
  AddPermission: () => ({}),
  PublishLayerVersion: () => ({ LayerName: 'layer', Content: known.Code }),
  AddLayerVersionPermission: () => ({
    LayerName: 'layer',
    VersionNumber: 1,
    Action: 'lambda:GetLayerVersion',
    Principal: '*',
  }),
  CreateCodeSigningConfig: () => ({ AllowedPublishers: { SigningProfileVersionArns: [profile] } }),
  PutFunctionCodeSigningConfig: ({ configArn }) => ({ CodeSigningConfigArn: configArn }),
  UpdateCodeSigningConfig: ({ configArn }) => ({
    CodeSigningConfigArn: configArn,
    CodeSigningPolicies: { UntrustedArtifactOnDeployment: 'Warn' },
  }),
  CreateEventSourceMapping: () => ({ EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:q' }),
  UpdateEventSourceMapping: ({ uuid }) => ({ UUID: uuid, ScalingConfig: { MaximumConcurrency: 2 } }),
  CreateFunctionUrlConfig: () => ({ Cors: { MaxAge: 1 } }),
  UpdateFunctionUrlConfig: () => ({ Cors: { MaxAge: 2 } }),
  PutFunctionEventInvokeConfig: () => ({ MaximumRetryAttempts: 0 }),
  UpdateFunctionEventInvokeConfig: () => ({ DestinationConfig: { OnFailure: {} } }),
  PutProvisionedConcurrencyConfig: () => ({ Qualifier: '1' }),
  PutFunctionRecursionConfig: () => ({}),
  CreateFunction: () => ({
    FunctionName: 'odd',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    VpcConfig: {},
    LoggingConfig: { LogFormat: 'JSON' },
  }),
  PutFunctionConcurrency: () => ({ ReservedConcurrentExecutions: 5 }),
  PutRuntimeManagementConfig: () => ({}),
  TagResource: () => ({}),
  UpdateFunctionCode: () => known.Code as object,
  UpdateFunctionConfiguration: () => ({ Environment: { Variables: { ABC: 'a' } } }),
};

const withBody = implemented.filter(
  ({ input }) =>
    input?.payload === undefined && input?.members.some(({ location }) => location === undefined) === true,
);
const inOrder = [
  ...Object.keys(requests).flatMap((name) => withBody.find((operation) => operation.name === name) ?? []),
  ...withBody.filter(({ name }) => !(name in requests)),
];

/** With members that no model has, in the body and in every structure of it. */
function withUnknown(value: unknown, shape: Shape | undefined): unknown {
  if (shape?.type !== 'structure' || typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, inner]) => {
    const member = shape.members.find((found) => found.name === name);
    return [name, withUnknown(inner, member?.shape)];
  });
  return { ...Object.fromEntries(members), ...unknown };
}

const functions = '/2015-03-31/functions';
const creation = {
  FunctionName: 'wrong',
  Runtime: 'nodejs24.x',
  Handler: 'index.handler',
  Role: known.Role,
  Code: { ZipFile: 'UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==' },
};

const toInteger = 'STRING_VALUE can not be converted to an Integer';
const inBase64 = 'only base-64-encoded strings are convertible to bytes';
const noList = 'Start of list found where not expected';

/** What is of another type, the request, and what AWS says. */
const wrongTypes: readonly (readonly [string, string, string, unknown, string])[] = [
  ...(
    [
      ['a string for a number', { Timeout: '3' }, toInteger],
      ['a fraction for a whole number', { Timeout: 3.5 }, 'NUMBER_VALUE can not be converted to an Integer'],
      ['a number beyond integers', { Timeout: 1e30 }, 'NUMBER_VALUE can not be converted to an Integer'],
      ['a number for a boolean', { Publish: 1 }, 'NUMBER_VALUE can not be converted to a Boolean'],
      ['a string for a boolean', { Publish: 'true' }, 'STRING_VALUE can not be converted to a Boolean'],
      ['a number for a string', { Handler: 7 }, 'NUMBER_VALUE can not be converted to a String'],
      ['an object for a blob', { Code: { ZipFile: {} } }, inBase64],
    ] as const
  ).map(([what, wrong, message]) => [what, 'POST', functions, { ...creation, ...wrong }, message] as const),
  ...(
    [
      [
        'a boolean in a structure',
        { TracingConfig: { Mode: true } },
        'TRUE_VALUE can not be converted to a String',
      ],
      ['a list for a structure', { Environment: [] }, noList],
      ['a string for a structure', { Environment: 'A=1' }, 'Unexpected field type'],
      ['a list for a map', { Environment: { Variables: ['A'] } }, noList],
      [
        'a structure for a value of a map',
        { Environment: { Variables: { ABC: {} } } },
        'START_OBJECT can not be converted to a String',
      ],
      [
        'a structure for a list',
        { Layers: { 0: 'a' } },
        'Start of structure or map found where not expected',
      ],
      ['a number for a list', { Layers: 5 }, 'Unexpected field type'],
      ['a list for an element', { Layers: [['a']] }, 'START_ARRAY can not be converted to a String'],
    ] as const
  ).map(([what, wrong, message]) => [what, 'PUT', `${functionBase}/configuration`, wrong, message] as const),
  ...(
    [
      ['a blob that is no base64', { ZipFile: 'no base64!' }],
      ['base64 that is cut', { ZipFile: 'UEsFB' }],
      ['a number for a blob', { ZipFile: 5 }],
    ] as const
  ).map(([what, wrong]) => [what, 'PUT', `${functionBase}/code`, wrong, inBase64] as const),
  [
    'a string for a timestamp',
    'POST',
    '/2015-03-31/event-source-mappings',
    { FunctionName: 'base', StartingPositionTimestamp: 'soon' },
    'STRING_VALUE can not be converted to milliseconds since epoch',
  ],
  ['a word in the query', 'GET', `${functions}?MaxItems=many`, undefined, toInteger],
  ['a fraction in the query', 'GET', `${functions}?MaxItems=1.5`, undefined, toInteger],
  ['nothing in the query', 'GET', `${functions}?MaxItems=`, undefined, toInteger],
  [
    'a word for a number in the path',
    'GET',
    '/2018-10-31/layers/layer/versions/x',
    undefined,
    'STRING_VALUE can not be converted to a Long',
  ],
];

function outcome({ status, errorType, body }: RawAnswer): unknown {
  return [status, errorType, body.message ?? body.Message];
}

describe('bodies of other shapes than the model has', () => {
  const { lambda, send, leavesNothing } = useBaseFunction();
  const made: Made = {};

  async function settled(): Promise<void> {
    for (;;) {
      const { body } = await lambda('GET', `${functionBase}/configuration`);
      if (body.LastUpdateStatus !== 'InProgress') break;
    }
    while (made.uuid !== undefined) {
      const { body } = await lambda('GET', `/2015-03-31/event-source-mappings/${made.uuid}`);
      if (!String(body.State).endsWith('ing')) break;
    }
  }

  test('there is a request for nearly every operation with a body', () => {
    assert.ok(Object.keys(requests).every((name) => withBody.some((operation) => operation.name === name)));
  });

  for (const operation of inOrder) {
    const { name, input } = operation;
    test(`${name}: members that the model does not know are ignored`, async () => {
      await settled();
      const valid = input === undefined ? {} : validStructure(input, known, 0);
      const request = { ...valid, ...requests[name]?.(made) };
      const answer = await send(operation, request, (body) => withUnknown(body, input));
      const config = answer.body.CodeSigningConfig as { CodeSigningConfigArn?: string } | undefined;
      made.configArn ??= config?.CodeSigningConfigArn;
      made.uuid ??= answer.body.UUID;
      if (answer.status < 300) return;
      assert.ok(!(name in requests), JSON.stringify(outcome(answer)));
      assert.deepEqual(outcome(answer), outcome(await send(operation, request)));
    });
  }

  for (const [what, method, path, body, message] of wrongTypes) {
    test(`${what}: ${message}`, () =>
      leavesNothing(async () => {
        const answer = await lambda(method, path, body);
        assert.deepEqual(outcome(answer), [400, 'SerializationException', message]);
      }));
  }
});
