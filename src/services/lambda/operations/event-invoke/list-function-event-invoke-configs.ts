import { permissionOn, resolveFunction } from '../../names.ts';
import type { ControlOperation } from '../control-room.ts';
import { pageOf } from '../page.ts';
import { existingFunction, toFunctionEventInvokeConfig } from './event-invoke-config.ts';

const action = 'lambda:ListFunctionEventInvokeConfigs';

/** Sorted by qualifier. */
export const listFunctionEventInvokeConfigs: ControlOperation<'ListFunctionEventInvokeConfigs'> = {
  fields: ['FunctionName', 'Marker', 'MaxItems'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const reference = resolveFunction(input, context, action);
    const { account, region, name } = reference;
    const record = existingFunction(room.functions.find(account, region, name)?.value, reference);
    const { page, next } = pageOf(
      'ListFunctionEventInvokeConfigs',
      input,
      record.eventInvokeConfigs ?? [],
      ({ qualifier }) => [qualifier, 0],
    );
    return {
      FunctionEventInvokeConfigs: page.map((config) => toFunctionEventInvokeConfig(record, config)),
      ...next,
    };
  },
};
