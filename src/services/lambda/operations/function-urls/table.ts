import type { Operations } from '#models/lambda';
import type { OperationTable } from '#service';
import type { LambdaRoom } from '../../room.ts';
import { createFunctionUrlConfig } from './create-function-url-config.ts';
import { deleteFunctionUrlConfig } from './delete-function-url-config.ts';
import { getFunctionUrlConfig } from './get-function-url-config.ts';
import { listFunctionUrlConfigs } from './list-function-url-configs.ts';
import { updateFunctionUrlConfig } from './update-function-url-config.ts';

type Name =
  | 'CreateFunctionUrlConfig'
  | 'DeleteFunctionUrlConfig'
  | 'GetFunctionUrlConfig'
  | 'ListFunctionUrlConfigs'
  | 'UpdateFunctionUrlConfig';

export const functionUrlsTable = {
  CreateFunctionUrlConfig: createFunctionUrlConfig,
  DeleteFunctionUrlConfig: deleteFunctionUrlConfig,
  GetFunctionUrlConfig: getFunctionUrlConfig,
  ListFunctionUrlConfigs: listFunctionUrlConfigs,
  UpdateFunctionUrlConfig: updateFunctionUrlConfig,
} satisfies OperationTable<Pick<Operations, Name>, LambdaRoom>;
