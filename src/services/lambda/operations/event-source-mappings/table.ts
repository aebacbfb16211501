import type { Operations } from '#models/lambda';
import { notImplemented, type OperationTable } from '#service';
import type { LambdaRoom } from '../../room.ts';

const later = notImplemented('comes with event sources');

type Name =
  | 'CreateEventSourceMapping'
  | 'DeleteEventSourceMapping'
  | 'GetEventSourceMapping'
  | 'ListEventSourceMappings'
  | 'UpdateEventSourceMapping';

export const eventSourceMappingsTable: OperationTable<Pick<Operations, Name>, LambdaRoom> = {
  CreateEventSourceMapping: later,
  DeleteEventSourceMapping: later,
  GetEventSourceMapping: later,
  ListEventSourceMappings: later,
  UpdateEventSourceMapping: later,
};
