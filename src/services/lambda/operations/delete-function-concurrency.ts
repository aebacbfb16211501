import { permissionOn, resolveUnqualified } from '../names.ts';
import type { ControlOperation } from './control-room.ts';
import { present } from './find.ts';
import { changeFunction } from './write.ts';

const action = 'lambda:DeleteFunctionConcurrency';

/** Gives the reservation back to all functions; a function without one is no error. */
export const deleteFunctionConcurrency: ControlOperation<'DeleteFunctionConcurrency'> = {
  fields: ['FunctionName'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const reference = resolveUnqualified(input, context, action);
    await changeFunction(room, reference, (found) => {
      const { reservedConcurrency, ...rest } = present(found, reference);
      return reservedConcurrency === undefined ? undefined : rest;
    });
    return {};
  },
};
