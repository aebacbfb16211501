import { permissionOn, resolveFunction } from '../../names.ts';
import type { FunctionUrlRecord } from '../../records/function.ts';
import { urlAt, withUrl } from '../../records/function-urls.ts';
import type { ControlOperation } from '../control-room.ts';
import { makeChange } from '../write.ts';
import {
  authTypeOf,
  corsOf,
  invokeModeOf,
  presentUrl,
  toUpdatedConfig,
  urlTime,
  withTarget,
} from './url-config.ts';

const action = 'lambda:UpdateFunctionUrlConfig';

/** What the request leaves out stays; `Cors` is replaced as a whole. */
export const updateFunctionUrlConfig: ControlOperation<'UpdateFunctionUrlConfig'> = {
  fields: ['FunctionName', 'Qualifier', 'AuthType', 'Cors', 'InvokeMode'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const reference = resolveFunction(input, context, action);
    const invokeMode = invokeModeOf(input.InvokeMode);
    const changed: Partial<FunctionUrlRecord> = {
      ...(input.AuthType === undefined ? {} : { authType: authTypeOf(input.AuthType) }),
      ...(input.Cors === undefined ? {} : { cors: corsOf(input.Cors) }),
      ...(invokeMode === undefined ? {} : { invokeMode }),
      lastModified: urlTime(room.clock.now()),
    };
    const { record, url } = await makeChange(room, reference, (found) => {
      const before = withTarget(found, reference);
      const next = { ...presentUrl(urlAt(before, reference.qualifier)), ...changed };
      return { record: withUrl(before, next), url: next };
    });
    return toUpdatedConfig(record, url, context);
  },
};
