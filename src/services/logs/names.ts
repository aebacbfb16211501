import type { CallContext } from '#service';
import { InvalidParameterException, ResourceNotFoundException, ValidationException } from './errors.ts';

type Place = Pick<CallContext, 'account' | 'region'>;

/** Without `:*`, as `logGroupArn` has it. */
export function groupArn({ account, region }: Place, group: string): string {
  return `arn:aws:logs:${region}:${account}:log-group:${group}`;
}

type GroupInput = {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
};

/** The group that a request names, by name or by ARN. Throws AWS's errors for both, for neither, and for what is not here. */
export function groupOf(input: GroupInput, place: Place): string {
  const { logGroupName, logGroupIdentifier } = input;
  if (logGroupName !== undefined && logGroupIdentifier !== undefined) {
    throw new ValidationException('LogGroup name and LogGroup ARN are mutually exclusive parameters.');
  }
  const named = logGroupName ?? logGroupIdentifier;
  if (named === undefined) throw new InvalidParameterException('Log group name must be specified.');
  const group = nameIn(named);
  if (named !== group && named !== groupArn(place, group)) throw new ResourceNotFoundException('log group');
  return group;
}

/** Of a name or an ARN. */
function nameIn(identifier: string): string {
  return identifier.replace(/^arn:[^:]+:logs:[^:]*:[^:]*:log-group:/, '');
}

/** The `permission` of an operation on one group. */
export function permissionOnGroup(action: string) {
  return ({ logGroupName, logGroupIdentifier }: GroupInput, context: CallContext) => ({
    action,
    resource: `${groupArn(context, nameIn(logGroupName ?? logGroupIdentifier ?? ''))}:*`,
  });
}
