import { InvalidParameterException } from '../errors.ts';
import { describePageMax } from '../limits.ts';
import { groupArn } from '../names.ts';
import { pageOf } from '../page.ts';
import { requireGroup } from './change-group.ts';
import type { LogsOperation } from './logs-operation.ts';

/** Of one group, or of all; those of one metric if asked for. */
export const describeMetricFilters: LogsOperation<'DescribeMetricFilters'> = {
  fields: ['logGroupName', 'filterNamePrefix', 'nextToken', 'limit', 'metricName', 'metricNamespace'],
  permission: ({ logGroupName = '*' }, context) => ({
    action: 'logs:DescribeMetricFilters',
    resource: `${groupArn(context, logGroupName)}:*`,
  }),

  async handle(room, input, context) {
    const { logGroupName, filterNamePrefix = '', metricName, metricNamespace, nextToken } = input;
    if ((metricName === undefined) !== (metricNamespace === undefined)) {
      throw new InvalidParameterException('metricName and metricNamespace are given together.');
    }
    if (logGroupName !== undefined) await requireGroup(room, logGroupName, context);
    const { account, region } = context;
    const filters = room.groups
      .all()
      .filter((record) => record.account === account && record.region === region)
      .filter(({ group }) => logGroupName === undefined || group === logGroupName)
      .flatMap(({ group, metricFilters = [] }) => metricFilters.map((filter) => ({ ...filter, group })))
      .filter(({ filterName }) => filterName.startsWith(filterNamePrefix))
      .filter(({ transformation: { metricName: name, metricNamespace: namespace } }) =>
        metricName === undefined ? true : name === metricName && namespace === metricNamespace,
      )
      .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
    const page = pageOf(filters, (filter) => [0, nameOf(filter)], {
      nextToken,
      limit: input.limit ?? describePageMax,
    });
    return {
      metricFilters: page.items.map(({ group, filterName, filterPattern, transformation, createdAtMs }) => ({
        filterName,
        filterPattern,
        metricTransformations: [transformation],
        creationTime: createdAtMs,
        logGroupName: group,
        applyOnTransformedLogs: false,
      })),
      nextToken: page.nextToken,
    };
  },
};

function nameOf({ filterName, group }: { readonly filterName: string; readonly group: string }): string {
  return `${filterName} ${group}`;
}
