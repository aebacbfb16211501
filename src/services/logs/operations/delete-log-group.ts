import { deleteWithSettings } from '../deletion.ts';
import { ResourceNotFoundException, ValidationException } from '../errors.ts';
import { permissionOnGroup } from '../names.ts';
import type { LogsOperation } from './logs-operation.ts';

/** With all its streams. A function that still runs creates the group anew with its next line. */
export const deleteLogGroup: LogsOperation<'DeleteLogGroup'> = {
  fields: ['logGroupName'],
  permission: permissionOnGroup('logs:DeleteLogGroup'),

  async handle({ logs, groups }, { logGroupName: group }, { account, region }) {
    const id = { account, region, group };
    const deleted = await deleteWithSettings({ logs, groups }, id, ({ deletionProtected }) => {
      if (!deletionProtected) return;
      throw new ValidationException(
        'The log group is protected from deletion. Turn its deletion protection off first.',
      );
    });
    if (!deleted) throw new ResourceNotFoundException('log group');
    return {};
  },
};
