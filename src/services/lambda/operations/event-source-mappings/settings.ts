/** What a mapping is set to: what the caller said, with the source's defaults, checked as a whole. */
import type { CreateEventSourceMappingRequest } from '#models/lambda';
import type { EventSourceKind, MappingSettings } from '../../records/event-source-mappings.ts';
import { isKafka, isStream } from './source.ts';

/** What both creating and updating a mapping may set. */
export const changeableFields = [
  'BatchSize',
  'FilterCriteria',
  'MetricsConfig',
  'LoggingConfig',
  'ScalingConfig',
  'MaximumBatchingWindowInSeconds',
  'ParallelizationFactor',
  'DestinationConfig',
  'MaximumRecordAgeInSeconds',
  'BisectBatchOnFunctionError',
  'MaximumRetryAttempts',
  'TumblingWindowInSeconds',
  'SourceAccessConfigurations',
  'FunctionResponseTypes',
  'AmazonManagedKafkaEventSourceConfig',
  'SelfManagedKafkaEventSourceConfig',
  'DocumentDBEventSourceConfig',
  'ProvisionedPollerConfig',
] as const;

/** What only creating one may set: where it reads. */
export const sourceFields = [
  'EventSourceArn',
  'SelfManagedEventSource',
  'StartingPosition',
  'Topics',
  'Queues',
] as const;

type MappingRequest = Omit<CreateEventSourceMappingRequest, 'FunctionName'>;
type Changes = { -readonly [Member in keyof MappingSettings]?: MappingSettings[Member] | undefined };

/** The members that a caller set; those set to nothing (`{}`, `[]`) are `undefined`, for they take away what was there. */
export function changesIn(input: MappingRequest): Changes {
  const given = [...sourceFields, ...changeableFields].filter((name) => input[name] !== undefined);
  const changes: Changes = Object.fromEntries(
    given.map((name) => [name, isNothing(input[name]) ? undefined : input[name]]),
  );
  const timestamp = input.StartingPositionTimestamp;
  return timestamp === undefined ? changes : { ...changes, startingPositionTimestampMs: timestamp.getTime() };
}

function isNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value !== 'object' || value === null) return value === '';
  return Object.values(value).every((member) => member === undefined || isNothing(member));
}

/** The settings with the changes made. */
export function changedSettings(settings: MappingSettings, changes: Changes): MappingSettings {
  const changed = Object.entries({ ...settings, ...changes });
  return Object.fromEntries(changed.filter(([, value]) => value !== undefined));
}

/** With the defaults that the service shows. Observed 2024-09 (Kafka) and 2025-11 (SQS, Kinesis, DynamoDB). */
export function withDefaults(
  kind: EventSourceKind,
  uuid: string,
  settings: MappingSettings,
): MappingSettings {
  return { ...defaultsOf(kind), ...settings, ...consumerGroup(kind, uuid, settings) };
}

function defaultsOf(kind: EventSourceKind): MappingSettings {
  if (kind === 'sqs') return { BatchSize: 10, MaximumBatchingWindowInSeconds: 0, FunctionResponseTypes: [] };
  if (!isStream(kind)) return { BatchSize: 100 };
  return {
    BatchSize: 100,
    MaximumBatchingWindowInSeconds: 0,
    ParallelizationFactor: 1,
    DestinationConfig: { OnFailure: {} },
    MaximumRecordAgeInSeconds: -1,
    BisectBatchOnFunctionError: false,
    MaximumRetryAttempts: -1,
    TumblingWindowInSeconds: 0,
    FunctionResponseTypes: [],
  };
}

/** A consumer group that nobody named is called after the mapping. */
function consumerGroup(kind: EventSourceKind, uuid: string, settings: MappingSettings): MappingSettings {
  if (!isKafka(kind)) return {};
  const member =
    kind === 'managed-kafka' ? 'AmazonManagedKafkaEventSourceConfig' : 'SelfManagedKafkaEventSourceConfig';
  return { [member]: { ConsumerGroupId: uuid, ...settings[member] } };
}
