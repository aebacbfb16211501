import { requireGroup } from './change-group.ts';
import type { LogsOperation } from './logs-operation.ts';
import { groupIn, permissionOnTags } from './tags.ts';

export const listTagsForResource: LogsOperation<'ListTagsForResource'> = {
  fields: ['resourceArn'],
  permission: permissionOnTags('logs:ListTagsForResource'),

  async handle(room, { resourceArn }, context) {
    const group = groupIn(resourceArn, context);
    await requireGroup(room, group, context);
    const { account, region } = context;
    return { tags: room.groups.get({ account, region, group }).tags ?? {} };
  },
};
