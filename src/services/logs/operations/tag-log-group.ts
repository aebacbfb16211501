import { permissionOnGroup } from '../names.ts';
import { changeGroup } from './change-group.ts';
import type { LogsOperation } from './logs-operation.ts';
import { tagged } from './tags.ts';

export const tagLogGroup: LogsOperation<'TagLogGroup'> = {
  fields: ['logGroupName', 'tags'],
  permission: permissionOnGroup('logs:TagLogGroup'),

  async handle(room, { logGroupName, tags }, context) {
    await changeGroup(room, logGroupName, context, (record) => ({
      ...record,
      ...tagged({ ...record.tags, ...tags }),
    }));
    return {};
  },
};
