/**
 * A group's events are files and its settings a record: both go, or neither. The record says first that the group is being deleted; what a
 * crash leaves half done is finished at the next start, before anybody can create a group of that name.
 */
import type { LogStore, PlatformLog } from '#observe';
import type { GroupId } from './by-time.ts';
import { OperationAbortedException } from './errors.ts';
import type { GroupRecord, GroupStore } from './records/groups.ts';

type Parts = { readonly logs: Pick<LogStore, 'deleteGroup'>; readonly groups: GroupStore };

/** False if there was no such group. `check` throws what stands against it. */
export async function deleteWithSettings(
  parts: Parts,
  id: GroupId,
  check: (record: GroupRecord) => void,
): Promise<boolean> {
  await parts.groups.change(id, (record) => {
    check(record);
    return { ...record, deleting: true };
  });
  try {
    return await finish(parts, id);
  } catch (error) {
    // The caller hears that it failed: nothing is to vanish later.
    await parts.groups.change(id, ({ deleting: _, ...record }) => record);
    throw error;
  }
}

/** At the start. What fails is left for the next one. */
export async function finishDeletions(parts: Parts & { readonly log: PlatformLog }): Promise<void> {
  for (const record of parts.groups.all()) {
    if (record.deleting !== true) continue;
    await finish(parts, record).catch((error: unknown) => {
      parts.log.warn(`the log group ${record.group} could not be deleted`, { error: String(error) });
    });
  }
}

/** For whoever sets something on a group: it would be gone a moment later. */
export function refuseIfDeleting({ deleting }: GroupRecord): void {
  if (deleting === true) throw new OperationAbortedException();
}

async function finish({ logs, groups }: Parts, id: GroupId): Promise<boolean> {
  const existed = await logs.deleteGroup(id.account, id.region, id.group);
  await groups.delete(id);
  return existed;
}
