import { permissionOn } from '../names.ts';
import type { ControlOperation } from './control-room.ts';
import { findFunction } from './find.ts';

const action = 'lambda:GetFunctionConcurrency';

/** An empty answer where nothing is reserved. */
export const getFunctionConcurrency: ControlOperation<'GetFunctionConcurrency'> = {
  fields: ['FunctionName'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const { record } = findFunction(room, input, context, action);
    return { ReservedConcurrentExecutions: record.reservedConcurrency };
  },
};
