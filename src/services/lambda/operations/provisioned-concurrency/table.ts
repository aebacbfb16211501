import type { Operations } from '#models/lambda';
import type { OperationTable } from '#service';
import type { LambdaRoom } from '../../room.ts';
import { deleteProvisionedConcurrencyConfig } from './delete-provisioned-concurrency-config.ts';
import { getProvisionedConcurrencyConfig } from './get-provisioned-concurrency-config.ts';
import { listProvisionedConcurrencyConfigs } from './list-provisioned-concurrency-configs.ts';
import { putProvisionedConcurrencyConfig } from './put-provisioned-concurrency-config.ts';

type Name =
  | 'DeleteProvisionedConcurrencyConfig'
  | 'GetProvisionedConcurrencyConfig'
  | 'ListProvisionedConcurrencyConfigs'
  | 'PutProvisionedConcurrencyConfig';

export const provisionedConcurrencyTable = {
  DeleteProvisionedConcurrencyConfig: deleteProvisionedConcurrencyConfig,
  GetProvisionedConcurrencyConfig: getProvisionedConcurrencyConfig,
  ListProvisionedConcurrencyConfigs: listProvisionedConcurrencyConfigs,
  PutProvisionedConcurrencyConfig: putProvisionedConcurrencyConfig,
} satisfies OperationTable<Pick<Operations, Name>, LambdaRoom>;
