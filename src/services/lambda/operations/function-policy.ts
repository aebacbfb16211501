import type { ResourcePolicy } from '#access';
import type { CallContext } from '#service';
import { resourcePolicyOf } from '../invoke/resource-policy.ts';
import { functionNamed } from '../names.ts';
import type { FunctionStore } from '../records/functions.ts';

type Functions = { readonly functions: FunctionStore };
type Naming = { readonly FunctionName: string; readonly Qualifier?: string | undefined };
type Tagged = { readonly Resource: string };

/** The policy of the function, version or alias that a request names: who besides its account may do that. Each has its own. */
export function functionPolicy(
  { functions }: Functions,
  input: Naming,
  context: CallContext,
): ResourcePolicy | undefined {
  const named = functionNamed(input, context);
  if (named === undefined) return undefined;
  const record = functions.find(named.account, named.region, named.name)?.value;
  return record && resourcePolicyOf(record, named.qualifier);
}

/** The same for an operation on tags, which may be those of another kind of resource. */
export function taggedPolicy(
  room: Functions,
  { Resource }: Tagged,
  context: CallContext,
): ResourcePolicy | undefined {
  return Resource.split(':')[5] === 'function'
    ? functionPolicy(room, { FunctionName: Resource }, context)
    : undefined;
}

/**
 * What a function's policy decides besides invocations; the operations on policies are not among it, so that nobody locks himself out.
 * Source: Lambda developer guide, "Granting Lambda function access to other accounts".
 */
const decided = [
  'CreateAlias',
  'DeleteAlias',
  'DeleteFunction',
  'DeleteFunctionConcurrency',
  'DeleteFunctionEventInvokeConfig',
  'DeleteProvisionedConcurrencyConfig',
  'GetAlias',
  'GetFunction',
  'GetFunctionConcurrency',
  'GetFunctionConfiguration',
  'GetFunctionEventInvokeConfig',
  'GetProvisionedConcurrencyConfig',
  'ListAliases',
  'ListFunctionEventInvokeConfigs',
  'ListProvisionedConcurrencyConfigs',
  'ListVersionsByFunction',
  'PublishVersion',
  'PutFunctionConcurrency',
  'PutFunctionEventInvokeConfig',
  'PutProvisionedConcurrencyConfig',
  'UpdateAlias',
  'UpdateFunctionCode',
  'UpdateFunctionEventInvokeConfig',
] as const;

const decidedOfTags = ['ListTags', 'TagResource', 'UntagResource'] as const;

/** Operations of which those that a function's policy decides ask it: what it denies, it denies the function's owner too. */
export function askingPolicy<
  Table extends Readonly<Record<(typeof decided)[number] | (typeof decidedOfTags)[number], object>>,
>(table: Table): Table {
  const asking = [
    ...decided.map((name) => [name, { ...table[name], resourcePolicy: functionPolicy }] as const),
    ...decidedOfTags.map((name) => [name, { ...table[name], resourcePolicy: taggedPolicy }] as const),
  ];
  return { ...table, ...Object.fromEntries(asking) };
}
