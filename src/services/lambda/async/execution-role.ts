import type { Caller } from '#access';
import { functionArn, partitionOf } from '../names.ts';
import type { FunctionId } from '../records/functions.ts';

/** The function's own role, as the one that calls where its events go: AWS sends records with the permissions of the function. */
export function executionRole(id: FunctionId, role: string): Caller {
  const [, account = id.account, roleName = role] =
    /^arn:[^:]*:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(role) ?? [];
  return {
    type: 'role',
    account,
    arn: `arn:${partitionOf(id.region)}:sts::${account}:assumed-role/${roleName}/${id.name}`,
    userId: `${roleName}:${id.name}`,
    sourceArn: functionArn(id),
    verified: true,
  };
}
