import type { Operations } from '#models/logs';
import type { GroupSummary } from '#observe';
import type { CallContext } from '#service';
import { InvalidParameterException } from '../errors.ts';
import { describePageMax } from '../limits.ts';
import { groupArn } from '../names.ts';
import { pageOf } from '../page.ts';
import type { LogsOperation } from './logs-operation.ts';

type Input = Operations['DescribeLogGroups']['input'];

/** By name, a page at a time; `logGroupNamePattern` finds the text anywhere in the name. */
export const describeLogGroups: LogsOperation<'DescribeLogGroups'> = {
  fields: ['logGroupNamePrefix', 'logGroupNamePattern', 'nextToken', 'limit'],
  permission: (_input, context) => ({
    action: 'logs:DescribeLogGroups',
    resource: `${groupArn(context, '*')}`,
  }),

  async handle({ logs }, input, context) {
    const matches = matcherOf(input);
    const groups = (await logs.groups(context.account, context.region)).filter(({ group }) => matches(group));
    const { limit = describePageMax, nextToken } = input;
    const page = pageOf(groups, ({ group }) => group, { nextToken, limit });
    const searched = input.logGroupNamePattern !== undefined;
    return {
      logGroups: page.items.map((group) => toLogGroup(group, context, searched)),
      nextToken: page.nextToken,
    };
  },
};

function matcherOf({
  logGroupNamePrefix: prefix,
  logGroupNamePattern: pattern,
}: Input): (name: string) => boolean {
  if (prefix !== undefined && pattern !== undefined) {
    throw new InvalidParameterException(
      'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    );
  }
  if (pattern !== undefined) return (name) => name.includes(pattern);
  return (name) => name.startsWith(prefix ?? '');
}

function toLogGroup({ group, createdAtMs, bytes }: GroupSummary, context: CallContext, searched: boolean) {
  const arn = groupArn(context, group);
  return {
    logGroupName: group,
    creationTime: createdAtMs,
    metricFilterCount: 0,
    arn: `${arn}:*`,
    logGroupArn: arn,
    logGroupClass: 'STANDARD',
    // Quirk: a search by pattern leaves these out.
    ...(searched ? {} : { storedBytes: bytes, deletionProtectionEnabled: false }),
  };
}
