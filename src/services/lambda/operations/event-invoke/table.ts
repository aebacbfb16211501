import type { Operations } from '#models/lambda';
import { notImplemented, type OperationTable } from '#service';
import type { LambdaRoom } from '../../room.ts';

const later = notImplemented('comes with asynchronous invocation');

type Name =
  | 'DeleteFunctionEventInvokeConfig'
  | 'GetFunctionEventInvokeConfig'
  | 'InvokeAsync'
  | 'ListFunctionEventInvokeConfigs'
  | 'PutFunctionEventInvokeConfig'
  | 'UpdateFunctionEventInvokeConfig';

export const eventInvokeTable: OperationTable<Pick<Operations, Name>, LambdaRoom> = {
  DeleteFunctionEventInvokeConfig: later,
  GetFunctionEventInvokeConfig: later,
  InvokeAsync: later,
  ListFunctionEventInvokeConfigs: later,
  PutFunctionEventInvokeConfig: later,
  UpdateFunctionEventInvokeConfig: later,
};
