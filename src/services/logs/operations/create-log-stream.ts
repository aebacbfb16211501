import { ResourceAlreadyExistsException } from '../errors.ts';
import { permissionOnGroup } from '../names.ts';
import { requireGroup } from './change-group.ts';
import type { LogsOperation } from './logs-operation.ts';

export const createLogStream: LogsOperation<'CreateLogStream'> = {
  fields: ['logGroupName', 'logStreamName'],
  permission: permissionOnGroup('logs:CreateLogStream'),

  async handle(room, { logGroupName: group, logStreamName: stream }, context) {
    await requireGroup(room, group, context);
    const { account, region } = context;
    const created = await room.logs.createStream({ account, region, group, stream });
    if (!created) throw new ResourceAlreadyExistsException('log stream');
    return {};
  },
};
