import type { Operations } from '#models/lambda';
import { notImplemented, type OperationTable } from '#service';
import type { LambdaRoom } from '../../room.ts';

const later = notImplemented('comes with provisioned concurrency');

type Name =
  | 'DeleteProvisionedConcurrencyConfig'
  | 'GetProvisionedConcurrencyConfig'
  | 'ListProvisionedConcurrencyConfigs'
  | 'PutProvisionedConcurrencyConfig';

export const provisionedConcurrencyTable: OperationTable<Pick<Operations, Name>, LambdaRoom> = {
  DeleteProvisionedConcurrencyConfig: later,
  GetProvisionedConcurrencyConfig: later,
  ListProvisionedConcurrencyConfigs: later,
  PutProvisionedConcurrencyConfig: later,
};
