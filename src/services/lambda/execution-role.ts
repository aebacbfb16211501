import { type Caller, callerOf, type RoleSession } from '#access';
import { functionArn, partitionOf } from './names.ts';
import type { FunctionId } from './records/functions.ts';

/**
 * In which a function calls. AWS gives no function a role of another account: here such a one is the role of that name in the
 * function's own, so that no function is ever somebody of an account that it does not belong to.
 */
export function executionSession(id: FunctionId, role: string): RoleSession {
  // What the pattern of a role's ARN lets pass may name nothing at all.
  const [, name = id.name] = /:role\/?(.*[^/])\/*$/.exec(role) ?? [];
  return { roleArn: `arn:${partitionOf(id.region)}:iam::${id.account}:role/${name}`, sessionName: id.name };
}

/** The function's own role, as the one that calls where its events go: AWS sends records with the permissions of the function. */
export function executionRole(id: FunctionId, role: string): Caller {
  return { ...callerOf(executionSession(id, role)), sourceArn: functionArn(id), verified: true };
}
