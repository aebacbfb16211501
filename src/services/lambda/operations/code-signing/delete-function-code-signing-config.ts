import { permissionOn, resolveUnqualified } from '../../names.ts';
import type { ControlOperation } from '../control-room.ts';
import { present } from '../find.ts';
import { changeFunction } from '../write.ts';

const action = 'lambda:DeleteFunctionCodeSigningConfig';

/** Takes the config from a function; one that has none is no error. */
export const deleteFunctionCodeSigningConfig: ControlOperation<'DeleteFunctionCodeSigningConfig'> = {
  fields: ['FunctionName'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const reference = resolveUnqualified(input, context, action);
    await changeFunction(room, reference, (found) => {
      const { codeSigningConfigArn, ...rest } = present(found, reference);
      return codeSigningConfigArn === undefined ? undefined : rest;
    });
    return {};
  },
};
