import { permissionOn } from '../names.ts';
import type { ControlOperation } from './control-room.ts';
import { existing, resolveFunctionOnly } from './function-only.ts';

const action = 'lambda:GetFunctionConcurrency';

/** An empty answer where nothing is reserved. */
export const getFunctionConcurrency: ControlOperation<'GetFunctionConcurrency'> = {
  fields: ['FunctionName'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const reference = resolveFunctionOnly(input, context, action);
    const found = room.functions.find(reference.account, reference.region, reference.name)?.value;
    return { ReservedConcurrentExecutions: existing(found, reference).reservedConcurrency };
  },
};
