import { permissionOn, resolveFunction } from '../../names.ts';
import type { ControlOperation } from '../control-room.ts';
import { existingConfig, toFunctionEventInvokeConfig } from './event-invoke-config.ts';

const action = 'lambda:GetFunctionEventInvokeConfig';

export const getFunctionEventInvokeConfig: ControlOperation<'GetFunctionEventInvokeConfig'> = {
  fields: ['FunctionName', 'Qualifier'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const reference = resolveFunction(input, context, action);
    const { account, region, name } = reference;
    const record = room.functions.find(account, region, name)?.value;
    return toFunctionEventInvokeConfig(reference, existingConfig(record, reference));
  },
};
