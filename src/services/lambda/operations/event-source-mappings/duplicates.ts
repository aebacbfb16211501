import { ResourceConflictException } from '../../errors.ts';
import type { EventSourceMappingRecord } from '../../records/event-source-mappings.ts';
import type { ControlRoom } from '../control-room.ts';
import { targetArn } from './mapping.ts';
import { bootstrapServers, isKafka } from './source.ts';

/**
 * Throws AWS's conflict where another mapping leads from the same source to the same function. Called without waiting before the
 * mapping is put, so that of two racing ones the second sees the first.
 */
export function checkUnique(room: ControlRoom, record: EventSourceMappingRecord): void {
  for (const other of room.eventSourceMappings.present(record.account, record.region)) {
    if (other.uuid !== record.uuid && isSame(other, record))
      throw new ResourceConflictException(duplicateText(record, other.uuid));
  }
}

function isSame(other: EventSourceMappingRecord, record: EventSourceMappingRecord): boolean {
  return targetArn(other) === targetArn(record) && isSameSource(other, record);
}

/** Self-managed clusters are the same where they share a server. Observed 2024-09. */
function isSameSource(
  { settings: other }: EventSourceMappingRecord,
  { settings }: EventSourceMappingRecord,
): boolean {
  const servers = bootstrapServers(settings);
  const isSameCluster =
    servers.length === 0
      ? other.EventSourceArn === settings.EventSourceArn
      : bootstrapServers(other).some((server) => servers.includes(server));
  return isSameCluster && channelOf(other) === channelOf(settings);
}

function channelOf({ Topics, Queues }: EventSourceMappingRecord['settings']): string {
  return (Topics ?? Queues ?? []).join(',');
}

/** Observed for queues, streams (2025-11) and Kafka (2024-09); brokers follow Kafka's, DocumentDB the streams'. */
function duplicateText(record: EventSourceMappingRecord, uuid: string): string {
  const { kind, settings, functionName } = record;
  const rest = `already exists. Please update or delete the existing mapping with UUID ${uuid}`;
  const { EventSourceArn } = settings;
  if (kind === 'sqs')
    return `An event source mapping with SQS arn (" ${EventSourceArn} ") and function (" ${functionName} ") ${rest}`;
  if (isKafka(kind) || kind === 'mq') {
    const source = EventSourceArn ?? bootstrapServers(settings).join(',');
    const channels = kind === 'mq' ? 'queues' : 'topics';
    return `An event source mapping with event source ("${source}"), function ("${targetArn(record)}"), ${channels} ("${channelOf(settings)}") ${rest}`;
  }
  return `The event source arn (" ${EventSourceArn} ") and function (" ${functionName} ") provided mapping ${rest}`;
}
