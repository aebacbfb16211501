/** An event source mapping as the API shows it, and how requests find one. */

import type { Document } from '#fabric';
import type { EventSourceMappingConfiguration } from '#models/lambda';
import type { CallContext } from '#service';
import {
  InvalidParameterValueException,
  ResourceInUseException,
  ResourceNotFoundException,
} from '../../errors.ts';
import { functionArn, partitionOf, resolveFunction } from '../../names.ts';
import { versionAt } from '../../records/aliases.ts';
import type { EventSourceMappingRecord, MappingId } from '../../records/event-source-mappings.ts';
import type { ControlRoom } from '../control-room.ts';
import { isSettled } from './settle-mapping.ts';
import { isStream } from './source.ts';

type Named = { readonly UUID: string };

export function mappingArn({ account, region, uuid }: MappingId): string {
  return `arn:${partitionOf(region)}:lambda:${region}:${account}:event-source-mapping:${uuid}`;
}

export function mappingIdOf({ UUID }: Named, { account, region }: CallContext): MappingId {
  return { account, region, uuid: UUID };
}

/** The `permission` of an operation on one mapping. */
export function permissionOnMapping(action: string) {
  return (input: Named, context: CallContext) => ({
    action,
    resource: mappingArn(mappingIdOf(input, context)),
  });
}

export function findMapping(room: ControlRoom, id: MappingId): Document<EventSourceMappingRecord> {
  const found = room.eventSourceMappings.find(id);
  if (found === undefined) throw new ResourceNotFoundException('The resource you requested does not exist.');
  return found;
}

/** Throws AWS's conflict while an earlier change of the mapping is still being made. */
export function checkSettled(record: EventSourceMappingRecord, verb: 'update' | 'delete'): void {
  if (isSettled(record)) return;
  throw new ResourceInUseException(`Cannot ${verb} the event source mapping because it is in use.`);
}

/** The function that a mapping invokes, with its qualifier as the caller has it; throws unless it exists. */
export function targetOf(
  room: ControlRoom,
  functionName: string,
  context: CallContext,
  action: string,
): Pick<EventSourceMappingRecord, 'functionName' | 'qualifier'> {
  const { account, region, name, qualifier } = resolveFunction(
    { FunctionName: functionName },
    context,
    action,
  );
  const found = room.functions.find(account, region, name)?.value;
  if (found === undefined || versionAt(found, qualifier) === undefined)
    throw new InvalidParameterValueException('Function does not exist');
  return { functionName: name, ...(qualifier === undefined ? {} : { qualifier }) };
}

export function targetArn({ account, region, functionName, qualifier }: EventSourceMappingRecord): string {
  return functionArn({ account, region, name: functionName }, qualifier);
}

export function toMappingConfiguration(record: EventSourceMappingRecord): EventSourceMappingConfiguration {
  const { startingPositionTimestampMs, ...settings } = record.settings;
  return {
    UUID: record.uuid,
    ...settings,
    ...(startingPositionTimestampMs === undefined
      ? {}
      : { StartingPositionTimestamp: new Date(startingPositionTimestampMs) }),
    FunctionArn: targetArn(record),
    LastModified: new Date(record.lastModifiedMs),
    // Of queues the service says nothing. Nothing has polled the others yet.
    ...(record.kind === 'sqs' ? {} : { LastProcessingResult: 'No records processed' }),
    State: record.state,
    StateTransitionReason: isStream(record.kind) ? 'User action' : 'USER_INITIATED',
    EventSourceMappingArn: mappingArn(record),
  };
}
