import { InvalidParameterException } from '../errors.ts';
import { permissionOnGroup } from '../names.ts';
import { changeGroup } from './change-group.ts';
import type { LogsOperation } from './logs-operation.ts';

/** Source: CloudWatch Logs API reference, PutRetentionPolicy. */
const days = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const putRetentionPolicy: LogsOperation<'PutRetentionPolicy'> = {
  fields: ['logGroupName', 'retentionInDays'],
  permission: permissionOnGroup('logs:PutRetentionPolicy'),

  async handle(room, { logGroupName, retentionInDays }, context) {
    if (!days.includes(retentionInDays)) {
      throw new InvalidParameterException(
        `1 validation error detected: Value '${retentionInDays}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${days.join(', ')}]`,
      );
    }
    await changeGroup(room, logGroupName, context, (record) => ({ ...record, retentionInDays }));
    return {};
  },
};
