import { ResourceNotFoundException } from '../errors.ts';
import { permissionOnGroup } from '../names.ts';
import type { LogsOperation } from './logs-operation.ts';

/** With all its streams. A function that still runs creates the group anew with its next line. */
export const deleteLogGroup: LogsOperation<'DeleteLogGroup'> = {
  fields: ['logGroupName'],
  permission: permissionOnGroup('logs:DeleteLogGroup'),

  async handle({ logs }, { logGroupName }, { account, region }) {
    const deleted = await logs.deleteGroup(account, region, logGroupName);
    if (!deleted) throw new ResourceNotFoundException('log group');
    return {};
  },
};
