import { ResourceNotFoundException } from '../errors.ts';
import { permissionOnGroup } from '../names.ts';
import { requireGroup } from './change-group.ts';
import type { LogsOperation } from './logs-operation.ts';

export const deleteLogStream: LogsOperation<'DeleteLogStream'> = {
  fields: ['logGroupName', 'logStreamName'],
  permission: permissionOnGroup('logs:DeleteLogStream'),

  async handle(room, { logGroupName: group, logStreamName: stream }, context) {
    await requireGroup(room, group, context);
    const { account, region } = context;
    const existed = await room.logs.deleteStream({ account, region, group, stream });
    if (!existed) throw new ResourceNotFoundException('log stream');
    return {};
  },
};
