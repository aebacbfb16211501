import { permissionOn, resolveFunction } from '../../names.ts';
import { urlAt, withoutUrl } from '../../records/function-urls.ts';
import type { ControlOperation } from '../control-room.ts';
import { changeFunction } from '../write.ts';
import { presentUrl } from './url-config.ts';

const action = 'lambda:DeleteFunctionUrlConfig';

/** Takes away one URL; those of the function's aliases are URLs of their own. */
export const deleteFunctionUrlConfig: ControlOperation<'DeleteFunctionUrlConfig'> = {
  fields: ['FunctionName', 'Qualifier'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const reference = resolveFunction(input, context, action);
    await changeFunction(room, reference, (found) => {
      const record = presentUrl(found);
      presentUrl(urlAt(record, reference.qualifier));
      return withoutUrl(record, reference.qualifier);
    });
    return {};
  },
};
