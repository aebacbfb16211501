import type { Operations } from '#models/logs';
import type { GroupSummary } from '#observe';
import type { CallContext } from '#service';
import { InvalidParameterException } from '../errors.ts';
import { describePageMax } from '../limits.ts';
import { groupArn } from '../names.ts';
import { pageOf } from '../page.ts';
import type { GroupRecord } from '../records/groups.ts';
import type { LogsOperation } from './logs-operation.ts';

type Input = Operations['DescribeLogGroups']['input'];

/** By name, a page at a time; `logGroupNamePattern` finds the text anywhere in the name. */
export const describeLogGroups: LogsOperation<'DescribeLogGroups'> = {
  fields: [
    'logGroupNamePrefix',
    'logGroupNamePattern',
    'logGroupIdentifiers',
    'logGroupClass',
    'nextToken',
    'limit',
  ],
  permission: (_input, context) => ({
    action: 'logs:DescribeLogGroups',
    resource: `${groupArn(context, '*')}`,
  }),

  async handle({ logs, groups: settings }, input, context) {
    const matches = matcherOf(input, context);
    const groups = (await logs.groups(context.account, context.region)).filter(({ group }) => matches(group));
    const { limit = describePageMax, nextToken } = input;
    const page = pageOf(groups, ({ group }) => [0, group], { nextToken, limit });
    const searched = input.logGroupNamePattern !== undefined;
    return {
      logGroups: page.items.map((group) =>
        toLogGroup(group, settings.get({ ...context, group: group.group }), context, searched),
      ),
      nextToken: page.nextToken,
    };
  },
};

function matcherOf(input: Input, context: CallContext): (name: string) => boolean {
  const {
    logGroupNamePrefix: prefix,
    logGroupNamePattern: pattern,
    logGroupIdentifiers,
    logGroupClass,
  } = input;
  if (prefix !== undefined && pattern !== undefined) {
    throw new InvalidParameterException(
      'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    );
  }
  if (logGroupClass !== undefined && logGroupClass !== 'STANDARD') return () => false;
  if (logGroupIdentifiers !== undefined) {
    const wanted = new Set(logGroupIdentifiers);
    return (name) => wanted.has(name) || wanted.has(groupArn(context, name));
  }
  if (pattern !== undefined) return (name) => name.includes(pattern);
  return (name) => name.startsWith(prefix ?? '');
}

function toLogGroup(
  { group, createdAtMs, bytes }: GroupSummary,
  { retentionInDays, deletionProtected = false, metricFilters = [] }: GroupRecord,
  context: CallContext,
  searched: boolean,
) {
  const arn = groupArn(context, group);
  return {
    logGroupName: group,
    creationTime: createdAtMs,
    ...(retentionInDays === undefined ? {} : { retentionInDays }),
    metricFilterCount: metricFilters.length,
    arn: `${arn}:*`,
    logGroupArn: arn,
    logGroupClass: 'STANDARD',
    // Quirk: a search by pattern leaves these out.
    ...(searched ? {} : { storedBytes: bytes, deletionProtectionEnabled: deletionProtected }),
  };
}
