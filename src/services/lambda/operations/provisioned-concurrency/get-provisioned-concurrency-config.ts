import { permissionOn } from '../../names.ts';
import type { ControlOperation } from '../control-room.ts';
import { configOf, resolveQualified, toConfig, withQualifier } from './config.ts';

const action = 'lambda:GetProvisionedConcurrencyConfig';

export const getProvisionedConcurrencyConfig: ControlOperation<'GetProvisionedConcurrencyConfig'> = {
  fields: ['FunctionName', 'Qualifier'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const reference = resolveQualified(input, context, action);
    const { account, region, name, qualifier } = reference;
    const record = withQualifier(room.functions.find(account, region, name)?.value, reference);
    return toConfig(room, record, configOf(record, qualifier));
  },
};
