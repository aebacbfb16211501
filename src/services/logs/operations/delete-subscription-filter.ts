import { ResourceNotFoundException } from '../errors.ts';
import { permissionOnGroup } from '../names.ts';
import { changeGroup } from './change-group.ts';
import { without } from './filters.ts';
import type { LogsOperation } from './logs-operation.ts';

export const deleteSubscriptionFilter: LogsOperation<'DeleteSubscriptionFilter'> = {
  fields: ['logGroupName', 'filterName'],
  permission: permissionOnGroup('logs:DeleteSubscriptionFilter'),

  async handle(room, { logGroupName, filterName }, context) {
    await changeGroup(room, logGroupName, context, (record) => {
      const subscriptionFilters = without(record.subscriptionFilters, filterName);
      if (subscriptionFilters === undefined) throw new ResourceNotFoundException('subscription filter');
      return { ...record, subscriptionFilters };
    });
    return {};
  },
};
