import type { Caller } from './caller.ts';

/** The account of the root credentials and of every access key id that names no other. */
export const defaultAccount = '000000000000';

export function rootUserOf(account: string): Caller {
  return { type: 'root', account, arn: `arn:aws:iam::${account}:root`, userId: account, verified: false };
}
