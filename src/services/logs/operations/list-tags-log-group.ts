import { permissionOnGroup } from '../names.ts';
import { requireGroup } from './change-group.ts';
import type { LogsOperation } from './logs-operation.ts';

export const listTagsLogGroup: LogsOperation<'ListTagsLogGroup'> = {
  fields: ['logGroupName'],
  permission: permissionOnGroup('logs:ListTagsLogGroup'),

  async handle(room, { logGroupName: group }, context) {
    await requireGroup(room, group, context);
    const { account, region } = context;
    return { tags: room.groups.get({ account, region, group }).tags ?? {} };
  },
};
