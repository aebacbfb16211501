/** What Lambent has not, over a socket: each operation, member and value is refused with 501 and its name, and nothing comes of it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { implementedTables } from '#services';
import type { OperationModel } from '#wire';
import type { RawAnswer } from '../raw-api.ts';
import { implemented, known, notImplemented, useBaseFunction } from './base-function.ts';
import { type Known, validStructure } from './violations.ts';

/** A request that asks for something that is refused, and the name the answer has to give. */
type Refusal = { readonly name: string; readonly input: Readonly<Record<string, unknown>> };

const table = implementedTables().lambda ?? {};

function refusalsOf(operation: OperationModel): Refusal[] {
  const entry = table[operation.name];
  if (operation.input === undefined || entry === undefined || 'notImplemented' in entry) return [];
  const valid = validStructure(operation.input, known, 0);
  const members = operation.input.members.filter(({ name }) => !entry.fields.some((field) => field === name));
  const ofMembers = members.map((member) => ({
    name: `the field ${member.name} of lambda:${operation.name}`,
    input: { ...valid, [member.name]: asking(member.name) },
  }));
  const ofValues = (entry.refusedValues ?? []).flatMap((refused) => {
    if (!('reason' in refused)) return [];
    const { path, values } = refused;
    return (values ?? [undefined]).map((value) => ({
      name: value === undefined ? path : `${path} ${value}`,
      input: withValue(valid, path.split('.'), value ?? asking(path)),
    }));
  });
  return [...ofMembers, ...ofValues];
}

/** Right values for operations that are refused: the model is asked first. */
const right: Known = {
  ...known,
  DurableExecutionArn:
    'arn:aws:lambda:us-east-1:000000000000:function:base:1/durable-execution/name/0123456789abcdef',
  PermissionsConfig: { CapacityProviderOperatorRoleArn: 'arn:aws:iam::000000000000:role/r' },
  Qualifier: '1',
  VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
};

/** What asks for something in a member that is refused. */
const asks: Readonly<Record<string, unknown>> = {
  CapacityProviderConfig: {
    LambdaManagedInstancesCapacityProviderConfig: {
      CapacityProviderArn: 'arn:aws:lambda:us-east-1:000000000000:capacity-provider:mine',
    },
  },
  'Code.SourceKMSKeyArn': 'arn:aws:kms:us-east-1:000000000000:key/k',
  DurableConfig: { ExecutionTimeout: 60 },
  DurableExecutionName: 'once',
  FileSystemConfigs: [
    {
      Arn: 'arn:aws:elasticfilesystem:us-east-1:000000000000:access-point/fsap-01234567890123456',
      LocalMountPath: '/mnt/files',
    },
  ],
  KMSKeyArn: 'arn:aws:kms:us-east-1:000000000000:key/k',
  MasterRegion: 'ALL',
  PublishTo: 'LATEST_PUBLISHED',
  RuntimeVersionArn: 'arn:aws:lambda:us-east-1::runtime:0123456789abcdef',
  SourceKMSKeyArn: 'arn:aws:kms:us-east-1:000000000000:key/k',
  TenancyConfig: { TenantIsolationMode: 'PER_TENANT' },
  TenantId: 'tenant',
  VpcConfig: { SubnetIds: ['subnet-1'] },
};

function asking(path: string): unknown {
  assert.ok(path in asks, `what asks for something in ${path}?`);
  return asks[path];
}

function withValue(
  input: object,
  [first = '', ...rest]: readonly string[],
  value: unknown,
): Refusal['input'] {
  const inner = new Map<string, object>(Object.entries(input)).get(first) ?? {};
  return { ...input, [first]: rest.length === 0 ? value : withValue(inner, rest, value) };
}

function assertRefused({ status, errorType, body }: RawAnswer, name: string): void {
  assert.deepEqual([status, errorType], [501, 'NotImplementedException'], `${name}: ${JSON.stringify(body)}`);
  const message = String(body.message);
  const named = `Lambent does not implement ${name}`;
  assert.ok(
    ['.', ': ', ' ('].some((end) => message.startsWith(named + end)),
    `${name}: ${message}`,
  );
}

describe('what Lambent has not', () => {
  const { send, leavesNothing } = useBaseFunction();

  for (const operation of implemented) {
    const refusals = refusalsOf(operation);
    if (refusals.length === 0) continue;
    test(`${operation.name}: ${refusals.length} members and values are refused by name`, () =>
      leavesNothing(async () => {
        for (const { name, input } of refusals) assertRefused(await send(operation, input), name);
      }));
  }

  for (const operation of notImplemented) {
    test(`${operation.name} is refused by name`, () =>
      leavesNothing(async () => {
        const input = operation.input === undefined ? {} : validStructure(operation.input, right, 0);
        assertRefused(await send(operation, input), `lambda:${operation.name}`);
      }));
  }
});
