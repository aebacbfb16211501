import type { StreamId } from '#observe';
import type { CallContext } from '#service';
import { refuseIfDeleting } from '../deletion.ts';
import { ResourceNotFoundException } from '../errors.ts';
import type { GroupRecord } from '../records/groups.ts';
import type { LogsRoom } from '../room.ts';

/** Throws AWS's error for a group that does not exist. */
export async function requireGroup(
  { logs }: LogsRoom,
  group: string,
  { account, region }: CallContext,
): Promise<void> {
  if (!(await logs.hasGroup(account, region, group))) throw new ResourceNotFoundException('log group');
}

/** The same for a stream. */
export async function requireStream({ logs }: Pick<LogsRoom, 'logs'>, id: StreamId): Promise<void> {
  const known = await logs.hasStream(id);
  if (!known) throw new ResourceNotFoundException(known === undefined ? 'log group' : 'log stream');
}

/** Changes what is set on a group that exists. */
export async function changeGroup(
  room: LogsRoom,
  group: string,
  context: CallContext,
  next: (record: GroupRecord) => GroupRecord,
): Promise<void> {
  await requireGroup(room, group, context);
  await room.groups.change({ account: context.account, region: context.region, group }, (record) => {
    refuseIfDeleting(record);
    return next(record);
  });
}
