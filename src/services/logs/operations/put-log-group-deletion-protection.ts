import { groupOf, permissionOnGroup } from '../names.ts';
import { changeGroup } from './change-group.ts';
import type { LogsOperation } from './logs-operation.ts';

export const putLogGroupDeletionProtection: LogsOperation<'PutLogGroupDeletionProtection'> = {
  fields: ['logGroupIdentifier', 'deletionProtectionEnabled'],
  permission: permissionOnGroup('logs:PutLogGroupDeletionProtection'),

  async handle(room, input, context) {
    const deletionProtected = input.deletionProtectionEnabled;
    await changeGroup(room, groupOf(input, context), context, (record) => ({ ...record, deletionProtected }));
    return {};
  },
};
