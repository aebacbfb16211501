import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AwsError } from '#wire';
import type { MappingSettings } from '../../records/event-source-mappings.ts';
import { checkSettings } from './checks.ts';
import { withDefaults } from './settings.ts';
import { kindOf } from './source.ts';

const nowMs = Date.UTC(2026, 10, 21);
const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:111122223333:${resource}`;
const access = [{ Type: 'BASIC_AUTH', URI: arn('secretsmanager', 'secret:s') }];

/** The least of each source. */
const queue = { EventSourceArn: arn('sqs', 'my-queue') };
const fifo = { EventSourceArn: arn('sqs', 'my-queue.fifo') };
const stream = { EventSourceArn: arn('kinesis', 'stream/s'), StartingPosition: 'LATEST' };
const table = { EventSourceArn: arn('dynamodb', 'table/t/stream/2026'), StartingPosition: 'LATEST' };
const msk = { EventSourceArn: arn('kafka', 'cluster/c/1'), StartingPosition: 'LATEST', Topics: ['t'] };
const kafka = {
  SelfManagedEventSource: { Endpoints: { KAFKA_BOOTSTRAP_SERVERS: ['h:9092'] } },
  StartingPosition: 'LATEST',
  Topics: ['t'],
  SourceAccessConfigurations: access,
};
const broker = {
  EventSourceArn: arn('mq', 'broker:b:b-1'),
  Queues: ['q'],
  SourceAccessConfigurations: access,
};
const documents = {
  EventSourceArn: arn('rds', 'cluster:c'),
  StartingPosition: 'LATEST',
  SourceAccessConfigurations: access,
  DocumentDBEventSourceConfig: { DatabaseName: 'd' },
};

function check(settings: MappingSettings): void {
  const kind = kindOf(settings);
  checkSettings(kind, withDefaults(kind, 'some-uuid', settings), nowMs);
}

function unsupported(member: string): string {
  return `Unsupported ${member} parameter for given event source mapping type.`;
}

test('the least of each source is enough', () => {
  for (const settings of [queue, fifo, stream, table, msk, kafka, broker, documents]) check(settings);
});

test('what is no event source is not recognized', () => {
  const strange = [
    {},
    { EventSourceArn: arn('sns', 'my-topic') },
    { EventSourceArn: arn('kinesis', 'my-stream') },
    { EventSourceArn: arn('dynamodb', 'table/t') },
    { EventSourceArn: arn('constructor', 'x') },
    { SelfManagedEventSource: {} },
    { ...queue, SelfManagedEventSource: kafka.SelfManagedEventSource },
  ];
  for (const settings of strange)
    assert.throws(() => check(settings), { message: 'Unrecognized event source.' }, JSON.stringify(settings));
});

const window =
  'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10';
const noWindow = 'Batching window is not supported for FIFO queues';
const age = 'MaximumRecordAgeInSeconds must be either -1 (forever) or between 60 and 604800 (inclusive)';
const noPosition =
  "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.";
const missing = (name: string) => `Required '${name}' parameter is missing.`;
const pollers = (MinimumPollers: number, MaximumPollers: number) => ({
  ProvisionedPollerConfig: { MinimumPollers, MaximumPollers },
});

const refused: readonly (readonly [MappingSettings, string])[] = [
  [{ ...queue, BatchSize: 11 }, window],
  [{ ...fifo, BatchSize: 11 }, 'Maximum batch size must be between 1 and 10 inclusive'],
  [{ ...fifo, BatchSize: 100, MaximumBatchingWindowInSeconds: 5 }, noWindow],
  [{ ...queue, StartingPosition: 'LATEST' }, 'StartingPosition is not valid for SQS event sources.'],
  [{ ...queue, MaximumRetryAttempts: 1 }, "MaximumRetryAttempts isn't supported for this event source type"],
  [{ ...queue, ParallelizationFactor: 2 }, unsupported('ParallelizationFactor')],
  [{ ...queue, TumblingWindowInSeconds: 2 }, unsupported('TumblingWindowInSeconds')],
  [{ ...queue, Topics: ['t'] }, unsupported('Topics')],
  [{ ...queue, MetricsConfig: { Metrics: ['KafkaMetrics'] } }, unsupported('MetricsConfig')],
  [
    { ...queue, ...pollers(1, 5) },
    'ProvisionedPollerConfig allows no 1 pollers for given event source mapping type.',
  ],
  [{ ...queue, ...pollers(5, 4) }, 'MinimumPollers cannot be greater than MaximumPollers.'],
  [
    { ...queue, ...pollers(2, 4), ScalingConfig: { MaximumConcurrency: 2 } },
    'ScalingConfig and ProvisionedPollerConfig cannot be used together.',
  ],
  [{ ...queue, ProvisionedPollerConfig: { PollerGroupName: 'g' } }, unsupported('PollerGroupName')],
  [{ ...stream, ScalingConfig: { MaximumConcurrency: 2 } }, unsupported('ScalingConfig')],
  [{ ...stream, MaximumRecordAgeInSeconds: 59 }, age],
  [{ ...stream, MaximumRecordAgeInSeconds: 0 }, age],
  [{ ...stream, StartingPosition: 'AT_TIMESTAMP' }, 'Need to specify a timestamp'],
  [
    { ...stream, startingPositionTimestampMs: nowMs - 1 },
    'StartingPositionTimestamp is not valid for starting position LATEST.',
  ],
  [
    { ...stream, StartingPosition: 'AT_TIMESTAMP', startingPositionTimestampMs: nowMs + 1 },
    'StartingPositionTimestamp cannot be in the future.',
  ],
  [
    { ...table, StartingPosition: 'AT_TIMESTAMP', startingPositionTimestampMs: nowMs },
    `Unsupported starting position for arn type: ${table.EventSourceArn}`,
  ],
  [
    { ...stream, DestinationConfig: { OnSuccess: { Destination: queue.EventSourceArn } } },
    unsupported('DestinationConfig'),
  ],
  [
    { ...stream, DestinationConfig: { OnFailure: { Destination: 'kafka://t' } } },
    'The provided destination config DestinationConfig(onSuccess=null, onFailure=OnFailure(destination=kafka://t)) is invalid.',
  ],
  [{ EventSourceArn: stream.EventSourceArn }, noPosition],
  [{ ...msk, Topics: undefined }, missing('topics')],
  [{ ...msk, SourceAccessConfigurations: access }, unsupported('SourceAccessConfigurations')],
  [{ ...msk, BisectBatchOnFunctionError: true }, unsupported('BisectBatchOnFunctionError')],
  [{ ...kafka, LoggingConfig: { SystemLogLevel: 'INFO' } }, unsupported('LoggingConfig')],
  [
    { ...kafka, ...pollers(1, 2001) },
    'ProvisionedPollerConfig allows no 2001 pollers for given event source mapping type.',
  ],
  [{ ...kafka, SourceAccessConfigurations: [{ Type: 'BASIC_AUTH' }] }, missing('sourceAccessConfigurations')],
  [{ ...broker, SourceAccessConfigurations: undefined }, missing('sourceAccessConfigurations')],
  [{ ...broker, Queues: undefined }, missing('queues')],
  [{ ...broker, FunctionResponseTypes: ['ReportBatchItemFailures'] }, unsupported('FunctionResponseTypes')],
  [{ ...documents, DocumentDBEventSourceConfig: undefined }, missing('databaseName')],
];

for (const [settings, message] of refused) {
  test(`refused: ${message.slice(0, 90)} (${kindOf(settings)})`, () => {
    const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
    assert.throws(
      () => check(given),
      (error: AwsError) => {
        assert.deepEqual(
          [error.message, error.code, error.status],
          [message, 'InvalidParameterValueException', 400],
        );
        return true;
      },
    );
  });
}

test('what goes together is taken', () => {
  const failures = {
    MaximumRetryAttempts: 2,
    MaximumRecordAgeInSeconds: 60,
    BisectBatchOnFunctionError: true,
  };
  check({ ...queue, BatchSize: 10_000, MaximumBatchingWindowInSeconds: 1 });
  check({ ...queue, ...pollers(2, 10_000), MetricsConfig: { Metrics: ['EventCount'] } });
  check({ ...fifo, BatchSize: 10, ScalingConfig: { MaximumConcurrency: 2 } });
  check({ ...stream, StartingPosition: 'AT_TIMESTAMP', startingPositionTimestampMs: nowMs });
  check({ ...table, ...failures, DestinationConfig: { OnFailure: { Destination: queue.EventSourceArn } } });
  check({ ...kafka, DestinationConfig: { OnFailure: { Destination: 'kafka://t' } } });
  check({ ...msk, ...failures, ...pollers(1, 2000), LoggingConfig: { SystemLogLevel: 'DEBUG' } });
});
