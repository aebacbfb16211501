import { ResourceConflictException } from '../errors.ts';
import type { VersionRecord } from '../records/function.ts';

/** Throws AWS's error for a version that cannot run yet, or not at all. */
export function refuseUnlessActive({ state, stateReason }: VersionRecord): void {
  if (state === 'Active') return;
  const reason = state === 'Failed' && stateReason !== undefined ? ` (${stateReason})` : '';
  throw new ResourceConflictException(
    `The operation cannot be performed at this time. The function is currently in the following state: ${state}${reason}`,
  );
}
