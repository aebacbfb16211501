import type { Operations } from '#models/lambda';
import type { OperationTable } from '#service';
import type { LambdaRoom } from '../../room.ts';
import {
  putFunctionEventInvokeConfig,
  updateFunctionEventInvokeConfig,
} from './change-event-invoke-config.ts';
import { deleteFunctionEventInvokeConfig } from './delete-function-event-invoke-config.ts';
import { getFunctionEventInvokeConfig } from './get-function-event-invoke-config.ts';
import { invokeAsync } from './invoke-async.ts';
import { listFunctionEventInvokeConfigs } from './list-function-event-invoke-configs.ts';

type Name =
  | 'DeleteFunctionEventInvokeConfig'
  | 'GetFunctionEventInvokeConfig'
  | 'InvokeAsync'
  | 'ListFunctionEventInvokeConfigs'
  | 'PutFunctionEventInvokeConfig'
  | 'UpdateFunctionEventInvokeConfig';

export const eventInvokeTable: OperationTable<Pick<Operations, Name>, LambdaRoom> = {
  DeleteFunctionEventInvokeConfig: deleteFunctionEventInvokeConfig,
  GetFunctionEventInvokeConfig: getFunctionEventInvokeConfig,
  InvokeAsync: invokeAsync,
  ListFunctionEventInvokeConfigs: listFunctionEventInvokeConfigs,
  PutFunctionEventInvokeConfig: putFunctionEventInvokeConfig,
  UpdateFunctionEventInvokeConfig: updateFunctionEventInvokeConfig,
};
