import type { LoggingConfig } from '#models/lambda';
import { InvalidParameterValueException } from '../errors.ts';
import type { JsonLogging, VersionRecord } from '../records/function.ts';

type Logging = Pick<VersionRecord, 'logGroup' | 'jsonLogging'>;

/** `current` with what `input` changes, member by member. Levels belong to the format JSON, and go with it. */
export function applyLogging(current: Logging, input: LoggingConfig = {}): Logging {
  const { logGroup, jsonLogging } = current;
  const format = input.LogFormat ?? (jsonLogging === undefined ? 'Text' : 'JSON');
  const group = { logGroup: input.LogGroup ?? logGroup };
  if (format === 'JSON') return { ...group, jsonLogging: levelsOf(input, jsonLogging) };
  if (input.ApplicationLogLevel !== undefined || input.SystemLogLevel !== undefined) {
    throw new InvalidParameterValueException(
      'LogLevel is not supported when LogFormat is set to "Text". Remove LogLevel from your request or change the LogFormat to "JSON" and try again.',
    );
  }
  return group;
}

export function toLoggingConfig({ logGroup, jsonLogging }: Logging): LoggingConfig {
  if (jsonLogging === undefined) return { LogFormat: 'Text', LogGroup: logGroup };
  return {
    LogFormat: 'JSON',
    ApplicationLogLevel: jsonLogging.applicationLevel,
    SystemLogLevel: jsonLogging.systemLevel,
    LogGroup: logGroup,
  };
}

function levelsOf(input: LoggingConfig, current: JsonLogging | undefined): JsonLogging {
  const applicationLevel = input.ApplicationLogLevel ?? current?.applicationLevel ?? 'INFO';
  const systemLevel = input.SystemLogLevel ?? current?.systemLevel ?? 'INFO';
  // The model's enums, which requests have passed, are these words.
  return { applicationLevel, systemLevel } as JsonLogging;
}
