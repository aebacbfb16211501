import type { Operations } from '#models/lambda';
import { notImplemented, type OperationTable } from '#service';
import type { LambdaRoom } from '../../room.ts';

const later = notImplemented('signed packages are not verified, so they cannot be demanded');

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

export const codeSigningTable: OperationTable<Pick<Operations, Name>, LambdaRoom> = {
  CreateCodeSigningConfig: later,
  DeleteCodeSigningConfig: later,
  DeleteFunctionCodeSigningConfig: later,
  GetCodeSigningConfig: later,
  GetFunctionCodeSigningConfig: later,
  ListCodeSigningConfigs: later,
  ListFunctionsByCodeSigningConfig: later,
  PutFunctionCodeSigningConfig: later,
  UpdateCodeSigningConfig: later,
};
