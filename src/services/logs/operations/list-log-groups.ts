import { InvalidParameterException } from '../errors.ts';
import { compileRegex } from '../filter-pattern/regex.ts';
import { describePageMax } from '../limits.ts';
import { groupArn } from '../names.ts';
import { pageOf } from '../page.ts';
import type { LogsOperation } from './logs-operation.ts';

/** By name, a page at a time; `logGroupNamePattern` is a regular expression here. */
export const listLogGroups: LogsOperation<'ListLogGroups'> = {
  fields: ['logGroupNamePattern', 'logGroupClass', 'nextToken', 'limit'],
  permission: (_input, context) => ({ action: 'logs:ListLogGroups', resource: groupArn(context, '*') }),

  async handle({ logs }, input, context) {
    const {
      logGroupNamePattern: pattern,
      logGroupClass = 'STANDARD',
      nextToken,
      limit = describePageMax,
    } = input;
    if (pattern !== undefined && !/^[\^A-Za-z0-9._\-/#|]+$/.test(pattern)) {
      throw new InvalidParameterException(`Invalid log group name pattern: ${pattern}`);
    }
    const regex = compileRegex(pattern ?? '');
    const groups = (await logs.groups(context.account, context.region)).filter(
      ({ group }) => logGroupClass === 'STANDARD' && regex.test(group),
    );
    const page = pageOf(groups, ({ group }) => [0, group], { nextToken, limit });
    return {
      logGroups: page.items.map(({ group }) => ({
        logGroupName: group,
        logGroupArn: groupArn(context, group),
        logGroupClass: 'STANDARD',
      })),
      nextToken: page.nextToken,
    };
  },
};
