import { permissionOn, resolveFunction } from '../../names.ts';
import { urlAt } from '../../records/function-urls.ts';
import type { ControlOperation } from '../control-room.ts';
import { presentUrl, toUrlConfig } from './url-config.ts';

const action = 'lambda:GetFunctionUrlConfig';

export const getFunctionUrlConfig: ControlOperation<'GetFunctionUrlConfig'> = {
  fields: ['FunctionName', 'Qualifier'],
  permission: permissionOn(action),

  async handle({ functions }, input, context) {
    const { account, region, name, qualifier } = resolveFunction(input, context, action);
    const record = presentUrl(functions.find(account, region, name)?.value);
    return toUrlConfig(record, presentUrl(urlAt(record, qualifier)), context);
  },
};
