import { ResourceAlreadyExistsException } from '../errors.ts';
import { permissionOnGroup } from '../names.ts';
import type { LogsOperation } from './logs-operation.ts';

export const createLogGroup: LogsOperation<'CreateLogGroup'> = {
  fields: ['logGroupName'],
  permission: permissionOnGroup('logs:CreateLogGroup'),

  async handle({ logs }, { logGroupName }, { account, region }) {
    const created = await logs.createGroup(account, region, logGroupName);
    if (!created) throw new ResourceAlreadyExistsException('log group');
    return {};
  },
};
