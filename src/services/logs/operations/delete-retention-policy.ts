import { permissionOnGroup } from '../names.ts';
import { changeGroup } from './change-group.ts';
import type { LogsOperation } from './logs-operation.ts';

/** From now on nothing expires. */
export const deleteRetentionPolicy: LogsOperation<'DeleteRetentionPolicy'> = {
  fields: ['logGroupName'],
  permission: permissionOnGroup('logs:DeleteRetentionPolicy'),

  async handle(room, { logGroupName }, context) {
    await changeGroup(room, logGroupName, context, ({ retentionInDays: _, ...record }) => record);
    return {};
  },
};
