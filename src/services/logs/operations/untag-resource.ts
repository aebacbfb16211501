import { changeGroup } from './change-group.ts';
import type { LogsOperation } from './logs-operation.ts';
import { groupIn, permissionOnTags, withoutTags } from './tags.ts';

export const untagResource: LogsOperation<'UntagResource'> = {
  fields: ['resourceArn', 'tagKeys'],
  permission: permissionOnTags('logs:UntagResource'),

  async handle(room, { resourceArn, tagKeys }, context) {
    await changeGroup(room, groupIn(resourceArn, context), context, ({ tags, ...record }) => ({
      ...record,
      ...withoutTags(tags, tagKeys),
    }));
    return {};
  },
};
