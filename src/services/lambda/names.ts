import { createHash } from 'node:crypto';
import { AccessDeniedException } from '#access';
import type { CallContext } from '#service';
import { InvalidParameterValueException, ResourceNotFoundException, ValidationException } from './errors.ts';
import type { FunctionId } from './records/functions.ts';

/** What a `FunctionName` says: a name, or any leading part of an ARN before it. */
type ParsedName = {
  readonly name: string;
  readonly account?: string;
  readonly region?: string;
  readonly qualifier?: string;
};

const grammar =
  /^(?:arn:aws[a-zA-Z-]*:lambda:)?(?:((?:eusc-)?[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):)?(?:(\d{12}):)?(?:function:)?([a-zA-Z0-9-_.]+)(?::(\$LATEST(?:\.PUBLISHED)?|[a-zA-Z0-9-_]+))?$/;

/** A function as a request names it, within the account and region of the call. */
export type FunctionReference = FunctionId & {
  /** Unqualified. */
  readonly arn: string;
  readonly qualifier?: string;
};

/** The members by which operations name a function. */
type Naming = { readonly FunctionName: string; readonly Qualifier?: string | undefined };

export function functionArn(id: FunctionId, qualifier?: string): string {
  const arn = `arn:${partitionOf(id.region)}:lambda:${id.region}:${id.account}:function:${id.name}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}

/** Names the runtime, not its patch level: the interpreter is the host's, and not AWS's build. */
export function runtimeVersionArn(region: string, runtime: string): string {
  const identity = createHash('sha256').update(`lambent runtime ${runtime}`).digest('hex');
  return `arn:${partitionOf(region)}:lambda:${region}::runtime:${identity}`;
}

export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return 'aws';
}

/** Whether a name is plain: neither an ARN, nor part of one, nor qualified. */
export function isPlainName(functionName: string): boolean {
  return !functionName.includes(':');
}

/**
 * The function that a request names. Throws AWS's errors for another region (404), another account (403) and for a qualifier
 * in the name that contradicts the one beside it.
 */
export function resolveFunction(input: Naming, context: CallContext, action: string): FunctionReference {
  const parsed = parse(input.FunctionName);
  if (parsed === undefined) throw malformed(input.FunctionName);
  if (parsed.region !== undefined && parsed.region !== context.region) {
    throw new ResourceNotFoundException(
      `Functions from '${parsed.region}' are not reachable in this region ('${context.region}')`,
    );
  }
  if (parsed.account !== undefined && parsed.account !== context.account)
    throw foreign(input, context, action);
  if (
    parsed.qualifier !== undefined &&
    input.Qualifier !== undefined &&
    parsed.qualifier !== input.Qualifier
  ) {
    throw new InvalidParameterValueException(
      'The derived qualifier from the function name does not match the specified qualifier.',
    );
  }
  const id = { account: context.account, region: context.region, name: parsed.name };
  const qualifier = input.Qualifier ?? parsed.qualifier;
  return { ...id, arn: functionArn(id), ...(qualifier === undefined ? {} : { qualifier }) };
}

/** As `resolveFunction`, for what is done to a function as a whole: a qualified name is refused. */
export function resolveUnqualified(input: Naming, context: CallContext, action: string): FunctionReference {
  const reference = resolveFunction(input, context, action);
  if (reference.qualifier !== undefined) throw functionsOnly();
  return reference;
}

export function functionsOnly(): InvalidParameterValueException {
  return new InvalidParameterValueException(
    'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
  );
}

/** The ARN that a permission is asked for. Never throws: what is wrong with the name is the operation's to say. */
export function resourceOf(input: Naming, context: CallContext): string {
  const named = functionNamed(input, context);
  return named === undefined ? '*' : functionArn(named, named.qualifier);
}

/** The function that a permission is asked for; undefined where the name names none. Like `resourceOf` it never throws. */
export function functionNamed(
  input: Naming,
  context: CallContext,
): (FunctionId & { readonly qualifier?: string }) | undefined {
  const parsed = parse(input.FunctionName);
  if (parsed === undefined) return undefined;
  const { account = context.account, region = context.region, name } = parsed;
  const qualifier = input.Qualifier ?? parsed.qualifier;
  return { account, region, name, ...(qualifier === undefined ? {} : { qualifier }) };
}

/** The `permission` of an operation on one function. */
export function permissionOn(action: string) {
  return (input: Naming, context: CallContext) => ({ action, resource: resourceOf(input, context) });
}

function parse(functionName: string): ParsedName | undefined {
  const match = grammar.exec(functionName);
  if (match === null) return undefined;
  const [, region, account, name = '', qualifier] = match;
  return {
    name,
    ...(region === undefined ? {} : { region }),
    ...(account === undefined ? {} : { account }),
    ...(qualifier === undefined ? {} : { qualifier }),
  };
}

/** The model's validation says this better; it stands here for calls that did not come over the wire. */
function malformed(functionName: string): ValidationException {
  return new ValidationException(
    functionName,
    'functionName',
    `Member must satisfy regular expression pattern: ${grammar.source.slice(1, -1)}`,
  );
}

function foreign(input: Naming, context: CallContext, action: string): AccessDeniedException {
  // Observed 2025-11: CreateFunction for another account is denied without a word.
  if (action === 'lambda:CreateFunction') return new AccessDeniedException('');
  return denied(resourceOf(input, context), context, action);
}

/** AWS's sentence about resources of other accounts. */
export function denied(resource: string, { caller }: CallContext, action: string): AccessDeniedException {
  return new AccessDeniedException(
    `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource} because no resource-based policy allows the ${action} action`,
  );
}
