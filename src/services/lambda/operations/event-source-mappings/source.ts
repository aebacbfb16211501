/** Which kind of event source a request means, and what of a mapping that kind takes. */
import { parseArn } from '#wire';
import { InvalidParameterValueException } from '../../errors.ts';
import type { EventSourceKind, MappingSettings } from '../../records/event-source-mappings.ts';

type SourceInput = Pick<MappingSettings, 'EventSourceArn' | 'SelfManagedEventSource'>;

/** ARN services and the form that their event sources have. */
const sources: Readonly<Record<string, { readonly kind: EventSourceKind; readonly resource: RegExp }>> = {
  sqs: { kind: 'sqs', resource: /^[\w-]+(\.fifo)?$/ },
  kinesis: { kind: 'kinesis', resource: /^stream\// },
  dynamodb: { kind: 'dynamodb', resource: /^table\/[^/]+\/stream\// },
  kafka: { kind: 'managed-kafka', resource: /^cluster\// },
  mq: { kind: 'mq', resource: /^broker:/ },
  rds: { kind: 'documentdb', resource: /^cluster:/ },
};

/** Throws AWS's error for a request that names no event source, or none that Lambda polls. */
export function kindOf({ EventSourceArn, SelfManagedEventSource }: SourceInput): EventSourceKind {
  const servers = bootstrapServers({ SelfManagedEventSource });
  if (EventSourceArn === undefined && servers.length > 0) return 'self-managed-kafka';
  const arn = EventSourceArn === undefined ? undefined : parseArn(EventSourceArn);
  const source = arn && Object.hasOwn(sources, arn.service) ? sources[arn.service] : undefined;
  if (
    arn === undefined ||
    source === undefined ||
    servers.length > 0 ||
    !source.resource.test(arn.resource)
  ) {
    throw new InvalidParameterValueException('Unrecognized event source.');
  }
  return source.kind;
}

export function bootstrapServers({
  SelfManagedEventSource,
}: Pick<SourceInput, 'SelfManagedEventSource'>): readonly string[] {
  return Object.values(SelfManagedEventSource?.Endpoints ?? {}).flat();
}

export function isFifo({ EventSourceArn = '' }: SourceInput): boolean {
  return EventSourceArn.endsWith('.fifo');
}

export function isStream(kind: EventSourceKind): boolean {
  return kind === 'kinesis' || kind === 'dynamodb';
}

export function isKafka(kind: EventSourceKind): boolean {
  return kind === 'managed-kafka' || kind === 'self-managed-kafka';
}

type Member = keyof MappingSettings;

const every = ['EventSourceArn', 'BatchSize', 'MaximumBatchingWindowInSeconds', 'FilterCriteria'] as const;
const position = ['StartingPosition', 'startingPositionTimestampMs'] as const;
const failures = [
  'DestinationConfig',
  'MaximumRecordAgeInSeconds',
  'BisectBatchOnFunctionError',
  'MaximumRetryAttempts',
  'FunctionResponseTypes',
] as const;
const stream = [
  ...every,
  ...position,
  ...failures,
  'ParallelizationFactor',
  'TumblingWindowInSeconds',
  'MetricsConfig',
] as const;
const kafka = [
  ...every,
  ...position,
  'DestinationConfig',
  'Topics',
  'SourceAccessConfigurations',
  'MetricsConfig',
  'ProvisionedPollerConfig',
] as const;

/** Source: Lambda developer guide and API reference, "CreateEventSourceMapping". */
const members: Readonly<Record<EventSourceKind, readonly Member[]>> = {
  sqs: [...every, 'FunctionResponseTypes', 'ScalingConfig', 'ProvisionedPollerConfig', 'MetricsConfig'],
  kinesis: stream,
  dynamodb: stream,
  'managed-kafka': [...kafka, 'AmazonManagedKafkaEventSourceConfig'],
  'self-managed-kafka': [...kafka, 'SelfManagedEventSource', 'SelfManagedKafkaEventSourceConfig'],
  mq: [...every, 'Queues', 'SourceAccessConfigurations'],
  documentdb: [...every, ...position, 'SourceAccessConfigurations', 'DocumentDBEventSourceConfig'],
};

/** What Kafka takes only with pollers of its own. */
const provisionedKafka: readonly Member[] = [...failures, 'LoggingConfig'];

/** Throws AWS's error for a member that sources of this kind do not have. */
export function checkMembers(kind: EventSourceKind, settings: MappingSettings): void {
  const isProvisioned = isKafka(kind) && settings.ProvisionedPollerConfig !== undefined;
  const supported = [...members[kind], ...(isProvisioned ? provisionedKafka : [])];
  for (const member of Object.keys(settings) as Member[]) {
    if (!supported.includes(member)) throw new InvalidParameterValueException(unsupportedText(kind, member));
  }
}

/** The wordings differ from member to member; those of SQS are from public error reports. */
function unsupportedText(kind: EventSourceKind, member: Member): string {
  if (kind === 'sqs' && member === 'StartingPosition')
    return 'StartingPosition is not valid for SQS event sources.';
  if (member === 'MaximumRetryAttempts')
    return "MaximumRetryAttempts isn't supported for this event source type";
  const name = member === 'startingPositionTimestampMs' ? 'StartingPositionTimestamp' : member;
  return `Unsupported ${name} parameter for given event source mapping type.`;
}
