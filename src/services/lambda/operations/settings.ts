import type { Environment, UpdateFunctionConfigurationRequest } from '#models/lambda';
import type { PassedRole, Reaches, RefusedValue } from '#service';
import { InvalidParameterValueException, ValidationException } from '../errors.ts';
import { environmentBytesMax, memoryMiBMax, timeoutSecondsMax } from '../limits.ts';
import type { VersionRecord } from '../records/function.ts';
import { checkRuntime } from '../runtimes.ts';
import { applyDeadLetters } from './dead-letters.ts';
import { applyImageConfig } from './image-settings.ts';
import { applyLogging } from './logging.ts';

/** The configuration members that take effect, alike in CreateFunction and UpdateFunctionConfiguration. */
export const settingsFields = [
  'Runtime',
  'Role',
  'Handler',
  'Description',
  'Timeout',
  'MemorySize',
  'Environment',
  'EphemeralStorage',
  'TracingConfig',
  'SnapStart',
  'LoggingConfig',
  'DeadLetterConfig',
  'ImageConfig',
] as const;

/** What of them is refused. */
export const refusedSettings: readonly RefusedValue[] = [
  { path: 'TracingConfig.Mode', values: ['Active'], reason: 'tracing comes with X-Ray' },
  {
    path: 'SnapStart.ApplyOn',
    values: ['PublishedVersions'],
    reason: 'there are no snapshots of environments',
  },
  { path: 'DeadLetterConfig.TargetArn', unless: 'it is of a service that --endpoints names' },
];

/** A function acts as its role: who gives it one must be allowed to. */
export const roleToLambda: PassedRole<{ readonly Role?: string | undefined }> = {
  to: 'lambda.amazonaws.com',
  role: (input) => input.Role,
};

export type SettingsInput = Pick<UpdateFunctionConfigurationRequest, (typeof settingsFields)[number]>;

/** What a version keeps of them. */
export type Settings = Pick<
  VersionRecord,
  | 'runtime'
  | 'role'
  | 'handler'
  | 'description'
  | 'timeoutSeconds'
  | 'memoryMiB'
  | 'ephemeralStorageMiB'
  | 'variables'
  | 'tracingMode'
  | 'deadLetterTarget'
  | 'logGroup'
  | 'jsonLogging'
  | 'imageConfig'
>;

// What a user may not set, because the platform does. Source: Lambda developer guide, "Defined runtime environment variables".
const reservedVariables = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_MAX_CONCURRENCY',
  'AWS_LAMBDA_METADATA_API',
  'AWS_LAMBDA_METADATA_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

/** `current` with what `input` changes; whole structures replace whole structures. Throws AWS's errors and refusals by name. */
export function applySettings(current: Settings, input: SettingsInput, reaches: Reaches): Settings {
  checkSettings(input);
  const variables = input.Environment === undefined ? current.variables : input.Environment.Variables;
  return {
    runtime: input.Runtime ?? current.runtime,
    role: input.Role ?? current.role,
    handler: input.Handler ?? current.handler,
    description: input.Description ?? current.description,
    timeoutSeconds: input.Timeout ?? current.timeoutSeconds,
    memoryMiB: input.MemorySize ?? current.memoryMiB,
    ephemeralStorageMiB: input.EphemeralStorage?.Size ?? current.ephemeralStorageMiB,
    tracingMode: current.tracingMode,
    ...applyLogging(current, input.LoggingConfig),
    ...applyDeadLetters(current, input.DeadLetterConfig, reaches),
    ...applyImageConfig(current, input.ImageConfig),
    ...(variables === undefined ? {} : { variables }),
  };
}

function checkSettings(input: SettingsInput): void {
  if (input.Runtime !== undefined) checkRuntime(input.Runtime);
  checkSizes(input);
  if (input.Environment !== undefined) checkEnvironment(input.Environment);
}

/** Limits of ordinary functions: the model's own are wider, since they hold for managed instances too. */
function checkSizes(input: SettingsInput): void {
  if (input.Timeout !== undefined && input.Timeout > timeoutSecondsMax) {
    throw new ValidationException(
      input.Timeout,
      'timeout',
      `Member must have value less than or equal to ${timeoutSecondsMax}`,
    );
  }
  if (input.MemorySize !== undefined && input.MemorySize > memoryMiBMax) {
    // Quirk: this one says neither the value nor "1 validation error detected".
    throw new InvalidParameterValueException(
      `'MemorySize' value failed to satisfy constraint: Member must have value less than or equal to ${memoryMiBMax}`,
    );
  }
}

function checkEnvironment({ Variables: variables = {} }: Environment): void {
  const reserved = Object.keys(variables).filter((key) => reservedVariables.has(key));
  if (reserved.length > 0) {
    throw new InvalidParameterValueException(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  const measured = JSON.stringify(variables);
  if (Buffer.byteLength(measured) > environmentBytesMax) {
    throw new InvalidParameterValueException(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${measured}`,
    );
  }
}
