import type { Operations } from '#models/lambda';
import type { OperationTable } from '#service';
import type { LambdaRoom } from '../../room.ts';
import { getFunctionRecursionConfig } from './get-function-recursion-config.ts';
import { putFunctionRecursionConfig } from './put-function-recursion-config.ts';

type Name = 'GetFunctionRecursionConfig' | 'PutFunctionRecursionConfig';

export const recursionTable = {
  GetFunctionRecursionConfig: getFunctionRecursionConfig,
  PutFunctionRecursionConfig: putFunctionRecursionConfig,
} satisfies OperationTable<Pick<Operations, Name>, LambdaRoom>;
