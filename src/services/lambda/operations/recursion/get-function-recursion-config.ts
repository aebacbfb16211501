import { permissionOn } from '../../names.ts';
import type { ControlOperation } from '../control-room.ts';
import { findFunction } from '../find.ts';

const action = 'lambda:GetFunctionRecursionConfig';

export const getFunctionRecursionConfig: ControlOperation<'GetFunctionRecursionConfig'> = {
  fields: ['FunctionName'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const { record } = findFunction(room, input, context, action);
    return { RecursiveLoop: record.recursiveLoop ?? 'Terminate' };
  },
};
