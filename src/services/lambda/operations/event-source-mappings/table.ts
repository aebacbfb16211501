import type { Operations } from '#models/lambda';
import type { OperationTable } from '#service';
import type { LambdaRoom } from '../../room.ts';
import { createEventSourceMapping } from './create-event-source-mapping.ts';
import { deleteEventSourceMapping } from './delete-event-source-mapping.ts';
import { getEventSourceMapping } from './get-event-source-mapping.ts';
import { listEventSourceMappings } from './list-event-source-mappings.ts';
import { updateEventSourceMapping } from './update-event-source-mapping.ts';

type Name =
  | 'CreateEventSourceMapping'
  | 'DeleteEventSourceMapping'
  | 'GetEventSourceMapping'
  | 'ListEventSourceMappings'
  | 'UpdateEventSourceMapping';

export const eventSourceMappingsTable = {
  CreateEventSourceMapping: createEventSourceMapping,
  DeleteEventSourceMapping: deleteEventSourceMapping,
  GetEventSourceMapping: getEventSourceMapping,
  ListEventSourceMappings: listEventSourceMappings,
  UpdateEventSourceMapping: updateEventSourceMapping,
} satisfies OperationTable<Pick<Operations, Name>, LambdaRoom>;
