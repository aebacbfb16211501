import type { SourceModel } from './model-source.ts';

const path = '/2026-07-09/resource-policy/{ResourceArn}';
const arn = { shape: 'PolicyResourceArn', location: 'uri', locationName: 'ResourceArn' };
const refusals = ['InvalidParameterValueException', 'ResourceNotFoundException'];
const refusedChanges = ['PreconditionFailedException', 'ResourceConflictException'];
const failures = ['ServiceException', 'TooManyRequestsException'];

/** What the published model will say: the API reference has it, and AWS's other clients send it. */
const resourcePolicyOperations = {
  DeleteResourcePolicy: {
    http: { method: 'DELETE', requestUri: path, responseCode: 204 },
    input: { shape: 'DeleteResourcePolicyRequest' },
    errors: errors(...refusals, ...refusedChanges, ...failures),
  },
  GetResourcePolicy: {
    http: { method: 'GET', requestUri: path, responseCode: 200 },
    input: { shape: 'GetResourcePolicyRequest' },
    output: { shape: 'GetResourcePolicyResponse' },
    errors: errors(...refusals, ...failures),
  },
  PutResourcePolicy: {
    http: { method: 'PUT', requestUri: path, responseCode: 200 },
    input: { shape: 'PutResourcePolicyRequest' },
    output: { shape: 'PutResourcePolicyResponse' },
    errors: errors(
      ...refusals,
      ...refusedChanges,
      'PolicyLengthExceededException',
      'PublicPolicyException',
      ...failures,
    ),
  },
};

const answer = {
  type: 'structure',
  members: { Policy: { shape: 'String' }, RevisionId: { shape: 'PolicyRevisionId' } },
};

const resourcePolicyShapes = {
  DeleteResourcePolicyRequest: {
    type: 'structure',
    required: ['ResourceArn'],
    members: {
      ResourceArn: arn,
      RevisionId: { shape: 'PolicyRevisionId', location: 'querystring', locationName: 'RevisionId' },
    },
  },
  GetResourcePolicyRequest: { type: 'structure', required: ['ResourceArn'], members: { ResourceArn: arn } },
  GetResourcePolicyResponse: answer,
  PolicyResourceArn: {
    type: 'string',
    max: 256,
    min: 0,
    pattern:
      'arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:function:[a-zA-Z0-9-_]+(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_])+)?',
  },
  PolicyRevisionId: {
    type: 'string',
    max: 36,
    min: 36,
    pattern: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
  },
  PutResourcePolicyRequest: {
    type: 'structure',
    required: ['ResourceArn', 'Policy'],
    members: {
      ResourceArn: arn,
      Policy: { shape: 'String' },
      RevisionId: { shape: 'PolicyRevisionId' },
    },
  },
  PutResourcePolicyResponse: answer,
};

function errors(...names: readonly string[]): readonly { readonly shape: string }[] {
  return names.map((shape) => ({ shape }));
}

function sorted<T>(operations: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(operations).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Lambda with the operations on whole policies, which are younger than the model. Throws once the model has them itself. */
export function correctLambda(model: SourceModel): SourceModel {
  if (model.operations.PutResourcePolicy !== undefined) {
    throw new Error('lambda has PutResourcePolicy now: drop what is added to its model');
  }
  return {
    ...model,
    operations: sorted({ ...model.operations, ...resourcePolicyOperations }),
    shapes: { ...model.shapes, ...resourcePolicyShapes },
  };
}
