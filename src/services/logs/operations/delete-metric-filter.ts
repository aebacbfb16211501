import { ResourceNotFoundException } from '../errors.ts';
import { permissionOnGroup } from '../names.ts';
import { changeGroup } from './change-group.ts';
import { without } from './filters.ts';
import type { LogsOperation } from './logs-operation.ts';

export const deleteMetricFilter: LogsOperation<'DeleteMetricFilter'> = {
  fields: ['logGroupName', 'filterName'],
  permission: permissionOnGroup('logs:DeleteMetricFilter'),

  async handle(room, { logGroupName, filterName }, context) {
    await changeGroup(room, logGroupName, context, (record) => {
      const metricFilters = without(record.metricFilters, filterName);
      if (metricFilters === undefined) throw new ResourceNotFoundException('metric filter');
      return { ...record, metricFilters };
    });
    return {};
  },
};
