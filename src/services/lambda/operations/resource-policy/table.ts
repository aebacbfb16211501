import type { Operations } from '#models/lambda';
import type { OperationTable } from '#service';
import type { LambdaRoom } from '../../room.ts';
import { deleteResourcePolicy } from './delete-resource-policy.ts';
import { getResourcePolicy } from './get-resource-policy.ts';
import { putResourcePolicy } from './put-resource-policy.ts';

type Name = 'DeleteResourcePolicy' | 'GetResourcePolicy' | 'PutResourcePolicy';

export const resourcePolicyTable = {
  DeleteResourcePolicy: deleteResourcePolicy,
  GetResourcePolicy: getResourcePolicy,
  PutResourcePolicy: putResourcePolicy,
} satisfies OperationTable<Pick<Operations, Name>, LambdaRoom>;
