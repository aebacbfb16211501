/** What `FunctionName` may be, over a socket, for every operation that has one: a name, an ARN, or a part of one, with a qualifier or without. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { OperationModel } from '#wire';
import { implemented, known, useBaseFunction } from './base-function.ts';
import { validStructure } from './violations.ts';

const operations = implemented.filter(({ input }) =>
  input?.members.some(({ name }) => name === 'FunctionName'),
);

/** All that name the same function in the account and region of the call. */
function formsOf(name: string): string[] {
  return ['', 'function:', '000000000000:', '000000000000:function:', 'us-east-1:000000000000:function:']
    .map((lead) => lead + name)
    .concat(arnOf(name));
}

function arnOf(name: string, region = 'us-east-1', account = '000000000000'): string {
  return `arn:aws:lambda:${region}:${account}:function:${name}`;
}

const notFunctions = [
  400,
  'InvalidParameterValueException',
  'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
];
const differs = [
  400,
  'InvalidParameterValueException',
  'The derived qualifier from the function name does not match the specified qualifier.',
];

/** Have no `Qualifier`, and take names with one all the same. */
const qualifiedByName = [
  'CreateEventSourceMapping',
  'InvokeAsync',
  'ListEventSourceMappings',
  'ListFunctionEventInvokeConfigs',
  'UpdateEventSourceMapping',
  'UpdateFunctionCode',
  'UpdateFunctionConfiguration',
];

/** What an operation needs besides, so that the name is the first thing in its way. */
const members: Readonly<Record<string, object>> = {
  CreateAlias: { FunctionVersion: '1' },
  CreateEventSourceMapping: { EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:q' },
  CreateFunction: { Runtime: 'nodejs24.x', Handler: 'index.handler' },
  PutFunctionEventInvokeConfig: { MaximumRetryAttempts: 1 },
  UpdateFunctionEventInvokeConfig: { MaximumRetryAttempts: 1 },
  UpdateFunctionCode: known.Code as object,
};

describe('names of functions', () => {
  const { lambda, send } = useBaseFunction();
  let mapping: unknown;

  before(async () => {
    const source = { FunctionName: 'base', EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:q' };
    mapping = (await lambda('POST', '/2015-03-31/event-source-mappings', source)).body.UUID;
  });

  async function outcome(operation: OperationModel, naming: object): Promise<readonly unknown[]> {
    const valid = operation.input === undefined ? {} : validStructure(operation.input, known, 0);
    const ofMapping = operation.name === 'UpdateEventSourceMapping' ? { UUID: mapping } : {};
    const input = { ...valid, ...ofMapping, ...members[operation.name], ...naming };
    const { status, errorType, body } = await send(operation, input);
    return [status, errorType, body.message ?? body.Message];
  }

  for (const operation of operations) {
    // What exists already cannot be created: the others look for what does not exist, so nothing changes.
    const name = operation.name === 'CreateFunction' ? 'base' : 'absent';
    const own = operation.input?.members.find((member) => member.name === 'Qualifier');
    const qualifier = operation.name === 'PutFunctionScalingConfig' ? '1' : 'live';
    const beside = own?.required === true ? { Qualifier: qualifier } : {};

    test(`${operation.name}: every form of a name means the same`, async () => {
      const plain = await outcome(operation, { FunctionName: name, ...beside });
      for (const FunctionName of formsOf(name)) {
        assert.deepEqual(await outcome(operation, { FunctionName, ...beside }), plain, FunctionName);
      }
      assert.notEqual(plain[1], 'ValidationException', String(plain[2]));
    });

    test(`${operation.name}: every form of a name with a qualifier means the same`, async () => {
      const FunctionName = `${name}:${qualifier}`;
      const qualified = await outcome(operation, { FunctionName, ...beside });
      if (qualified[1] === 'ValidationException') {
        assert.match(String(qualified[2]), /^1 validation error .* at 'functionName' .* pattern/);
        return;
      }
      for (const form of formsOf(FunctionName)) {
        assert.deepEqual(await outcome(operation, { FunctionName: form, ...beside }), qualified, form);
      }
      if (own === undefined) {
        const expected = qualifiedByName.includes(operation.name) ? qualified : notFunctions;
        assert.deepEqual(qualified, expected);
        return;
      }
      assert.deepEqual(qualified, await outcome(operation, { FunctionName: name, Qualifier: qualifier }));
      assert.deepEqual(await outcome(operation, { FunctionName, Qualifier: 'other' }), differs);
    });

    test(`${operation.name}: functions of another region or account are not reached`, async () => {
      const elsewhere = arnOf(name, 'eu-west-1');
      assert.deepEqual(await outcome(operation, { FunctionName: elsewhere, ...beside }), [
        404,
        'ResourceNotFoundException',
        "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
      ]);
      const foreign = arnOf(name, 'us-east-1', '111111111111');
      const [status, errorType] = await outcome(operation, { FunctionName: foreign, ...beside });
      assert.deepEqual([status, errorType], [403, 'AccessDeniedException']);
    });
  }
});
