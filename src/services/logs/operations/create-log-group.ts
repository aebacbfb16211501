import { NotImplementedException } from '#wire';
import { refuseIfDeleting } from '../deletion.ts';
import { InvalidParameterException, ResourceAlreadyExistsException } from '../errors.ts';
import { permissionOnGroup } from '../names.ts';
import type { LogsOperation } from './logs-operation.ts';
import { tagged } from './tags.ts';

export const createLogGroup: LogsOperation<'CreateLogGroup'> = {
  fields: ['logGroupName', 'tags', 'logGroupClass', 'deletionProtectionEnabled'],
  permission: permissionOnGroup('logs:CreateLogGroup'),

  async handle({ logs, groups }, input, { account, region }) {
    const { logGroupName: group, tags, logGroupClass = 'STANDARD', deletionProtectionEnabled } = input;
    if (group.startsWith('aws/'))
      throw new InvalidParameterException('Log groups starting with AWS/ are reserved for AWS.');
    if (logGroupClass !== 'STANDARD') {
      throw new NotImplementedException(`Lambent does not implement logGroupClass ${logGroupClass}.`);
    }
    const settings = {
      ...tagged(tags),
      ...(deletionProtectionEnabled ? { deletionProtected: true } : {}),
    };
    refuseIfDeleting(groups.get({ account, region, group }));
    const created = await logs.createGroup(account, region, group);
    if (!created) throw new ResourceAlreadyExistsException('log group');
    if (Object.keys(settings).length > 0) {
      await groups.change({ account, region, group }, (record) => ({ ...record, ...settings }));
    }
    return {};
  },
};
