import type { Operations } from '#models/lambda';
import { notImplemented, type OperationTable } from '#service';
import type { LambdaRoom } from '../../room.ts';

const later = notImplemented('comes with function URLs');

type Name =
  | 'CreateFunctionUrlConfig'
  | 'DeleteFunctionUrlConfig'
  | 'GetFunctionUrlConfig'
  | 'ListFunctionUrlConfigs'
  | 'UpdateFunctionUrlConfig';

export const functionUrlsTable: OperationTable<Pick<Operations, Name>, LambdaRoom> = {
  CreateFunctionUrlConfig: later,
  DeleteFunctionUrlConfig: later,
  GetFunctionUrlConfig: later,
  ListFunctionUrlConfigs: later,
  UpdateFunctionUrlConfig: later,
};
