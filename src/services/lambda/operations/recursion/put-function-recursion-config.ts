import { permissionOn, resolveUnqualified } from '../../names.ts';
import type { ControlOperation } from '../control-room.ts';
import { present } from '../find.ts';
import { changeFunction } from '../write.ts';

const action = 'lambda:PutFunctionRecursionConfig';

/** Terminate is the default, and stored as nothing. */
export const putFunctionRecursionConfig: ControlOperation<'PutFunctionRecursionConfig'> = {
  fields: ['FunctionName', 'RecursiveLoop'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const reference = resolveUnqualified(input, context, action);
    const { RecursiveLoop } = input;
    await changeFunction(room, reference, (found) => {
      const { recursiveLoop: _before, ...rest } = present(found, reference);
      return RecursiveLoop === 'Allow' ? { ...rest, recursiveLoop: RecursiveLoop } : rest;
    });
    return { RecursiveLoop };
  },
};
