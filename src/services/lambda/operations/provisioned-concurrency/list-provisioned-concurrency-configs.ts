import { functionArn, permissionOn } from '../../names.ts';
import type { ControlOperation } from '../control-room.ts';
import { findFunction } from '../find.ts';
import { pageOf } from '../page.ts';
import { toConfig } from './config.ts';

const action = 'lambda:ListProvisionedConcurrencyConfigs';

/** Sorted by qualifier. */
export const listProvisionedConcurrencyConfigs: ControlOperation<'ListProvisionedConcurrencyConfigs'> = {
  fields: ['FunctionName', 'Marker', 'MaxItems'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const { record } = findFunction(room, input, context, action);
    const { page, next } = pageOf(
      'ListProvisionedConcurrencyConfigs',
      input,
      record.provisioned ?? [],
      ({ qualifier }) => [qualifier, 0],
    );
    return {
      ...next,
      ProvisionedConcurrencyConfigs: page.map((config) => ({
        FunctionArn: functionArn(record, config.qualifier),
        ...toConfig(room, record, config),
      })),
    };
  },
};
