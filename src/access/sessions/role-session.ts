import { createHash } from 'node:crypto';
import { inBase32 } from '../alphabets.ts';
import type { Caller } from '../caller.ts';

/** A role that somebody has taken on for a while. */
export type RoleSession = {
  /** `arn:aws:iam::000000000000:role/path/name` */
  readonly roleArn: string;
  /** Says who it is: of an execution role, the function's name. */
  readonly sessionName: string;
};

/** Whom a session makes of its holder. Nothing is proved by it. Throws for what is no role's ARN. */
export function callerOf({ roleArn, sessionName }: RoleSession): Caller & { readonly roleArn: string } {
  const [, partition, account, name] = roleForm.exec(roleArn) ?? [];
  if (partition === undefined || account === undefined || name === undefined) {
    throw new Error(`not the ARN of a role: ${roleArn}`);
  }
  return {
    type: 'role',
    account,
    arn: `arn:${partition}:sts::${account}:assumed-role/${name}/${sessionName}`,
    userId: `${roleIdOf(roleArn)}:${sessionName}`,
    roleArn,
    verified: false,
  };
}

/** A role's path is no part of its session's ARN. */
const roleForm = /^arn:([a-z-]+):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/;

/** What IAM would have given the role when it was made: while there is no IAM, it follows from the ARN. */
function roleIdOf(roleArn: string): string {
  const digest = createHash('sha256').update(`lambent role ${roleArn}`).digest();
  return `AROA${inBase32(digest).slice(0, 17)}`;
}
