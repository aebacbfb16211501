import { describePageMax } from '../limits.ts';
import { permissionOnGroup } from '../names.ts';
import { pageOf } from '../page.ts';
import { requireGroup } from './change-group.ts';
import type { LogsOperation } from './logs-operation.ts';

export const describeSubscriptionFilters: LogsOperation<'DescribeSubscriptionFilters'> = {
  fields: ['logGroupName', 'filterNamePrefix', 'nextToken', 'limit'],
  permission: permissionOnGroup('logs:DescribeSubscriptionFilters'),

  async handle(
    room,
    { logGroupName: group, filterNamePrefix = '', nextToken, limit = describePageMax },
    context,
  ) {
    await requireGroup(room, group, context);
    const { account, region } = context;
    const { subscriptionFilters = [] } = room.groups.get({ account, region, group });
    const matching = subscriptionFilters.filter(({ filterName }) => filterName.startsWith(filterNamePrefix));
    const page = pageOf(matching, ({ filterName }) => [0, filterName], { nextToken, limit });
    return {
      subscriptionFilters: page.items.map(({ createdAtMs, ...filter }) => ({
        ...filter,
        logGroupName: group,
        applyOnTransformedLogs: false,
        creationTime: createdAtMs,
      })),
      nextToken: page.nextToken,
    };
  },
};
