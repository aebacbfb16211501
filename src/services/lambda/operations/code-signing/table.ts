import type { Operations } from '#models/lambda';
import type { OperationTable } from '#service';
import type { LambdaRoom } from '../../room.ts';
import { createCodeSigningConfig } from './create-code-signing-config.ts';
import { deleteCodeSigningConfig } from './delete-code-signing-config.ts';
import { deleteFunctionCodeSigningConfig } from './delete-function-code-signing-config.ts';
import { getCodeSigningConfig } from './get-code-signing-config.ts';
import { getFunctionCodeSigningConfig } from './get-function-code-signing-config.ts';
import { listCodeSigningConfigs } from './list-code-signing-configs.ts';
import { listFunctionsByCodeSigningConfig } from './list-functions-by-code-signing-config.ts';
import { putFunctionCodeSigningConfig } from './put-function-code-signing-config.ts';
import { updateCodeSigningConfig } from './update-code-signing-config.ts';

type Name =
  | 'CreateCodeSigningConfig'
  | 'DeleteCodeSigningConfig'
  | 'DeleteFunctionCodeSigningConfig'
  | 'GetCodeSigningConfig'
  | 'GetFunctionCodeSigningConfig'
  | 'ListCodeSigningConfigs'
  | 'ListFunctionsByCodeSigningConfig'
  | 'PutFunctionCodeSigningConfig'
  | 'UpdateCodeSigningConfig';

export const codeSigningTable = {
  CreateCodeSigningConfig: createCodeSigningConfig,
  DeleteCodeSigningConfig: deleteCodeSigningConfig,
  DeleteFunctionCodeSigningConfig: deleteFunctionCodeSigningConfig,
  GetCodeSigningConfig: getCodeSigningConfig,
  GetFunctionCodeSigningConfig: getFunctionCodeSigningConfig,
  ListCodeSigningConfigs: listCodeSigningConfigs,
  ListFunctionsByCodeSigningConfig: listFunctionsByCodeSigningConfig,
  PutFunctionCodeSigningConfig: putFunctionCodeSigningConfig,
  UpdateCodeSigningConfig: updateCodeSigningConfig,
} satisfies OperationTable<Pick<Operations, Name>, LambdaRoom>;
