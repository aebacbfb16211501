import { permissionOnGroup } from '../names.ts';
import { changeGroup } from './change-group.ts';
import type { LogsOperation } from './logs-operation.ts';
import { withoutTags } from './tags.ts';

export const untagLogGroup: LogsOperation<'UntagLogGroup'> = {
  fields: ['logGroupName', 'tags'],
  permission: permissionOnGroup('logs:UntagLogGroup'),

  async handle(room, { logGroupName, tags: keys }, context) {
    await changeGroup(room, logGroupName, context, ({ tags, ...record }) => ({
      ...record,
      ...withoutTags(tags, keys),
    }));
    return {};
  },
};
