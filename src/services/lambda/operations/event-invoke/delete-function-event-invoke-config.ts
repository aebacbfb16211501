import { permissionOn, resolveFunction } from '../../names.ts';
import { withoutEventInvokeConfig } from '../../records/event-invoke.ts';
import type { ControlOperation } from '../control-room.ts';
import { changeFunction } from '../write.ts';
import { existingConfig } from './event-invoke-config.ts';

const action = 'lambda:DeleteFunctionEventInvokeConfig';

export const deleteFunctionEventInvokeConfig: ControlOperation<'DeleteFunctionEventInvokeConfig'> = {
  fields: ['FunctionName', 'Qualifier'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const reference = resolveFunction(input, context, action);
    await changeFunction(room, reference, (found) => {
      const { qualifier } = existingConfig(found, reference);
      return found && withoutEventInvokeConfig(found, qualifier);
    });
    return {};
  },
};
