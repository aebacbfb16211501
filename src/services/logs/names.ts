import type { CallContext } from '#service';
import { InvalidParameterException, ValidationException } from './errors.ts';

type Place = Pick<CallContext, 'account' | 'region'>;

/** Without `:*`, as `logGroupArn` has it. */
export function groupArn({ account, region }: Place, group: string): string {
  return `arn:aws:logs:${region}:${account}:log-group:${group}`;
}

type GroupInput = {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
};

/** The group that a request names, by name or by ARN. Throws AWS's errors for both and for neither. */
export function groupOf({ logGroupName, logGroupIdentifier }: GroupInput): string {
  if (logGroupName !== undefined && logGroupIdentifier !== undefined) {
    throw new ValidationException('LogGroup name and LogGroup ARN are mutually exclusive parameters.');
  }
  const name = logGroupName ?? logGroupIdentifier?.replace(/^arn:[^:]+:logs:[^:]*:[^:]*:log-group:/, '');
  if (name === undefined) throw new InvalidParameterException('Log group name must be specified.');
  return name;
}

/** The `permission` of an operation on one group. */
export function permissionOnGroup(action: string) {
  return (input: GroupInput, context: CallContext) => ({
    action,
    resource: `${groupArn(context, (input.logGroupName ?? input.logGroupIdentifier ?? '').replace(/^arn:.*:log-group:/, ''))}:*`,
  });
}
