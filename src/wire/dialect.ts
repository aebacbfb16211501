import { AwsError } from './aws-error.ts';
import { Malformed, Unconvertible, type Wanted } from './codec/unconvertible.ts';
import type { OperationModel } from './model/service-model.ts';

/**
 * How a service's front end words the failures that all of them have. Two generations are recorded: one names JSON tokens
 * (`STRING_VALUE can not be converted to an Integer`), the older one Java classes (API Gateway's control plane).
 */
export type Dialect = {
  readonly conversions: 'tokens' | 'classes';
  /** The code of a violated constraint. */
  validationCode(operation: OperationModel): string;
  /** Body members are named `createRestApiInput.name` in a validation message. */
  readonly prefixesBodyMembers: boolean;
  /** The list of an element's constraints ends with `Member must not be null`, except for these shapes. */
  readonly nullableElements: 'all' | readonly string[];
  /** Shapes whose values the service checks by itself, in words of its own; as elements of lists the model checks them. */
  readonly checkedByService: readonly string[];
};

const usual: Dialect = {
  conversions: 'tokens',
  validationCode: () => 'ValidationException',
  prefixesBodyMembers: false,
  nullableElements: [],
  checkedByService: [],
};

const dialects: Readonly<Record<string, Dialect>> = {
  lambda: {
    ...usual,
    nullableElements: ['SubnetIds', 'SecurityGroupIds'],
    // Observed 2026-01: an unknown runtime is an InvalidParameterValueException, in CompatibleRuntimes a ValidationException that
    // tells of CompatibleArchitectures too.
    checkedByService: ['Runtime', 'CompatibleArchitectures'],
  },
  apigateway: { ...usual, conversions: 'classes', prefixesBodyMembers: true, nullableElements: 'all' },
  apigatewayv2: { ...usual, conversions: 'classes', validationCode: () => 'BadRequestException' },
  apigatewaymanagementapi: { ...usual, validationCode: () => 'BadRequestException' },
  sts: { ...usual, validationCode: () => 'ValidationError' },
  logs: {
    ...usual,
    // CloudWatch Logs: the older operations say InvalidParameterException, the newer ones ValidationException.
    validationCode: ({ errors }) =>
      errors.includes('InvalidParameterException') ? 'InvalidParameterException' : 'ValidationException',
  },
};

export function dialectOf(operation: OperationModel): Dialect {
  return dialects[operation.service.id] ?? usual;
}

/** What a reader threw, as the caller sees it; anything else is a bug and passes through. */
export function toSerializationException(operation: OperationModel, cause: unknown): unknown {
  if (cause instanceof Malformed)
    return new AwsError('SerializationException', cause.message, 400, { cause });
  if (!(cause instanceof Unconvertible)) return cause;
  const word = dialectOf(operation).conversions === 'tokens' ? inTokens : inClasses;
  return new AwsError('SerializationException', word(cause.value, cause.wanted), 400, { cause });
}

function inTokens(value: unknown, wanted: Wanted): string {
  if (wanted === 'list' || wanted === 'map' || wanted === 'structure') {
    if (Array.isArray(value)) return 'Start of list found where not expected';
    if (typeof value === 'object' && value !== null)
      return 'Start of structure or map found where not expected';
    return 'Unexpected field type';
  }
  const token = tokenOf(value);
  if (wanted === 'Timestamp') return `${token} can not be converted to milliseconds since epoch`;
  if (wanted === 'Blob') return 'only base-64-encoded strings are convertible to bytes';
  return `${token} can not be converted to ${wanted === 'Integer' ? 'an' : 'a'} ${wanted}`;
}

function tokenOf(value: unknown): string {
  if (value === null) return 'NULL_VALUE';
  if (Array.isArray(value)) return 'START_ARRAY';
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
  if (typeof value === 'number') return 'NUMBER_VALUE';
  return typeof value === 'string' ? 'STRING_VALUE' : 'START_OBJECT';
}

function inClasses(value: unknown, wanted: Wanted): string {
  const name = classOf(value);
  if (wanted === 'list' || wanted === 'map' || wanted === 'structure')
    return `Unrecognized collection type ${name}`;
  return `${name} can not be converted to an ${wanted}`;
}

function classOf(value: unknown): string {
  if (typeof value === 'boolean') return 'class java.lang.Boolean';
  if (typeof value === 'number') return 'class com.amazon.coral.value.json.numbers.TruncatingBigNumber';
  if (typeof value === 'string') return 'class java.lang.String';
  return Array.isArray(value) ? 'class java.util.ArrayList' : 'class java.util.LinkedHashMap';
}
