import { permissionOn, resolveUnqualified } from '../../names.ts';
import type { ControlOperation } from '../control-room.ts';
import { pageOf } from '../page.ts';
import { toUrlConfig, withTarget } from './url-config.ts';

const action = 'lambda:ListFunctionUrlConfigs';

/** The function's own first, then those of its aliases by name. */
export const listFunctionUrlConfigs: ControlOperation<'ListFunctionUrlConfigs'> = {
  fields: ['FunctionName', 'Marker', 'MaxItems'],
  permission: permissionOn(action),

  async handle({ functions }, input, context) {
    const reference = resolveUnqualified(input, context, action);
    const { account, region, name } = reference;
    const record = withTarget(functions.find(account, region, name)?.value, reference);
    const { page, next } = pageOf(
      'ListFunctionUrlConfigs',
      input,
      record.urls ?? [],
      ({ qualifier = '' }) => [qualifier, 0],
    );
    return { ...next, FunctionUrlConfigs: page.map((url) => toUrlConfig(record, url, context)) };
  },
};
