/**
 * What the service has against the settings of a mapping. Observed (2024-09 to 2025-12) or publicly reported are the texts on positions
 * but for the bounds of a timestamp, on batches, windows and record age, on missing access configurations, on DestinationConfig and on
 * filter patterns. The others follow the wording of these.
 */
import { parseArn } from '#wire';
import { InvalidParameterValueException } from '../../errors.ts';
import {
  fifoBatchMax,
  kafkaPollersMax,
  recordAgeSecondsMax,
  recordAgeSecondsMin,
  sqsPollersMin,
  unwindowedBatchMax,
} from '../../limits.ts';
import type { EventSourceKind, MappingSettings } from '../../records/event-source-mappings.ts';
import { checkFilters } from './filters.ts';
import { checkMembers, isFifo, isKafka, isStream } from './source.ts';

/** Throws what stands against a mapping of this kind with these settings, defaults included. */
export function checkSettings(kind: EventSourceKind, settings: MappingSettings, nowMs: number): void {
  checkMembers(kind, settings);
  checkRequired(kind, settings);
  checkPosition(kind, settings, nowMs);
  if (kind === 'sqs') checkQueueBatch(settings);
  checkFailureHandling(kind, settings);
  checkAccess(kind, settings);
  checkPolling(kind, settings);
  if (settings.FilterCriteria !== undefined) checkFilters(settings.FilterCriteria);
}

function invalid(message: string): never {
  throw new InvalidParameterValueException(message);
}

function checkRequired(kind: EventSourceKind, settings: MappingSettings): void {
  const missing = (name: string): never => invalid(`Required '${name}' parameter is missing.`);
  const hasAccess = (settings.SourceAccessConfigurations ?? []).length > 0;
  if (!hasAccess && (kind === 'self-managed-kafka' || kind === 'mq' || kind === 'documentdb'))
    missing('sourceAccessConfigurations');
  if (isKafka(kind) && settings.Topics === undefined) missing('topics');
  if (kind === 'mq' && settings.Queues === undefined) missing('queues');
  if (kind === 'documentdb' && settings.DocumentDBEventSourceConfig?.DatabaseName === undefined)
    missing('databaseName');
}

function checkPosition(kind: EventSourceKind, settings: MappingSettings, nowMs: number): void {
  const { StartingPosition, startingPositionTimestampMs: timestampMs } = settings;
  if (kind === 'sqs' || kind === 'mq') return;
  if (StartingPosition === undefined) {
    invalid(
      "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
    );
  }
  if (kind === 'dynamodb' && StartingPosition === 'AT_TIMESTAMP') {
    invalid(`Unsupported starting position for arn type: ${settings.EventSourceArn}`);
  }
  if (StartingPosition === 'AT_TIMESTAMP' && timestampMs === undefined)
    invalid('Need to specify a timestamp');
  if (timestampMs === undefined) return;
  if (StartingPosition !== 'AT_TIMESTAMP')
    invalid(`StartingPositionTimestamp is not valid for starting position ${StartingPosition}.`);
  if (timestampMs > nowMs) invalid('StartingPositionTimestamp cannot be in the future.');
}

function checkQueueBatch(settings: MappingSettings): void {
  const { BatchSize = 0, MaximumBatchingWindowInSeconds = 0 } = settings;
  if (isFifo(settings)) {
    if (MaximumBatchingWindowInSeconds > 0) invalid('Batching window is not supported for FIFO queues');
    if (BatchSize > fifoBatchMax)
      invalid(`Maximum batch size must be between 1 and ${fifoBatchMax} inclusive`);
  } else if (BatchSize > unwindowedBatchMax && MaximumBatchingWindowInSeconds === 0) {
    invalid(
      `Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than ${unwindowedBatchMax}`,
    );
  }
}

function checkFailureHandling(kind: EventSourceKind, settings: MappingSettings): void {
  const { MaximumRecordAgeInSeconds: age = -1, DestinationConfig } = settings;
  if (age !== -1 && age < recordAgeSecondsMin) {
    invalid(
      `MaximumRecordAgeInSeconds must be either -1 (forever) or between ${recordAgeSecondsMin} and ${recordAgeSecondsMax} (inclusive)`,
    );
  }
  if (DestinationConfig?.OnSuccess?.Destination !== undefined)
    invalid('Unsupported DestinationConfig parameter for given event source mapping type.');
  const destination = DestinationConfig?.OnFailure?.Destination;
  if (destination !== undefined && !mayTakeFailures(kind, destination)) {
    invalid(
      `The provided destination config DestinationConfig(onSuccess=null, onFailure=OnFailure(destination=${destination})) is invalid.`,
    );
  }
}

function mayTakeFailures(kind: EventSourceKind, destination: string): boolean {
  if (destination.startsWith('kafka://')) return isKafka(kind);
  return destination === '' || ['sqs', 'sns', 's3'].includes(parseArn(destination)?.service ?? '');
}

/** By the developer guide's chapters on each source. */
const accessTypes: Readonly<Partial<Record<EventSourceKind, readonly string[]>>> = {
  'managed-kafka': ['SASL_SCRAM_512_AUTH', 'CLIENT_CERTIFICATE_TLS_AUTH'],
  'self-managed-kafka': [
    'BASIC_AUTH',
    'VPC_SUBNET',
    'VPC_SECURITY_GROUP',
    'SASL_SCRAM_256_AUTH',
    'SASL_SCRAM_512_AUTH',
    'CLIENT_CERTIFICATE_TLS_AUTH',
    'SERVER_ROOT_CA_CERTIFICATE',
  ],
  mq: ['BASIC_AUTH', 'VIRTUAL_HOST'],
  documentdb: ['BASIC_AUTH'],
};

function checkAccess(kind: EventSourceKind, { SourceAccessConfigurations = [] }: MappingSettings): void {
  for (const { Type, URI } of SourceAccessConfigurations) {
    if (Type === undefined || URI === undefined)
      invalid("Required 'sourceAccessConfigurations' parameter is missing.");
    if (!accessTypes[kind]?.includes(Type))
      invalid('Unsupported SourceAccessConfigurations parameter for given event source mapping type.');
  }
}

function checkPolling(kind: EventSourceKind, settings: MappingSettings): void {
  const { MetricsConfig, ScalingConfig, ProvisionedPollerConfig: pollers } = settings;
  const isCounted = (MetricsConfig?.Metrics ?? []).every((metric) => metric === 'EventCount');
  if ((kind === 'sqs' || isStream(kind)) && !isCounted)
    invalid('Unsupported MetricsConfig parameter for given event source mapping type.');
  if (pollers === undefined) return;
  if (ScalingConfig !== undefined)
    invalid('ScalingConfig and ProvisionedPollerConfig cannot be used together.');
  const { MinimumPollers, MaximumPollers } = pollers;
  const bounds = kind === 'sqs' ? { min: sqsPollersMin, max: Infinity } : { min: 1, max: kafkaPollersMax };
  for (const count of [MinimumPollers, MaximumPollers]) {
    if (count !== undefined && (count < bounds.min || count > bounds.max))
      invalid(`ProvisionedPollerConfig allows no ${count} pollers for given event source mapping type.`);
  }
  if (MinimumPollers !== undefined && MaximumPollers !== undefined && MinimumPollers > MaximumPollers)
    invalid('MinimumPollers cannot be greater than MaximumPollers.');
  if (kind === 'sqs' && pollers.PollerGroupName !== undefined)
    invalid('Unsupported PollerGroupName parameter for given event source mapping type.');
}
