import { changeGroup } from './change-group.ts';
import type { LogsOperation } from './logs-operation.ts';
import { groupIn, permissionOnTags, tagged } from './tags.ts';

export const tagResource: LogsOperation<'TagResource'> = {
  fields: ['resourceArn', 'tags'],
  permission: permissionOnTags('logs:TagResource'),

  async handle(room, { resourceArn, tags }, context) {
    await changeGroup(room, groupIn(resourceArn, context), context, (record) => ({
      ...record,
      ...tagged({ ...record.tags, ...tags }),
    }));
    return {};
  },
};
