import { codeStorageBytesMax, unzippedBytesMax, zippedBytesMax } from '../limits.ts';
import type { ControlOperation } from './control-room.ts';

/** The account's limits in this region, and what of them its functions use. */
export const getAccountSettings: ControlOperation<'GetAccountSettings'> = {
  fields: [],
  permission: () => ({ action: 'lambda:GetAccountSettings', resource: '*' }),

  async handle(room, _input, context) {
    const { functions, codeBytes, reservedConcurrency } = room.functions.accounts.usage(context);
    return {
      AccountLimit: {
        TotalCodeSize: codeStorageBytesMax,
        CodeSizeUnzipped: unzippedBytesMax,
        CodeSizeZipped: zippedBytesMax,
        ConcurrentExecutions: room.accountConcurrency,
        UnreservedConcurrentExecutions: room.accountConcurrency - reservedConcurrency,
      },
      AccountUsage: { TotalCodeSize: codeBytes, FunctionCount: functions },
    };
  },
};
