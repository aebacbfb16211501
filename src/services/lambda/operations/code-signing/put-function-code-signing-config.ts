import { permissionOn, resolveUnqualified } from '../../names.ts';
import type { ControlOperation } from '../control-room.ts';
import { present } from '../find.ts';
import { unsignable } from '../image-settings.ts';
import { changeFunction } from '../write.ts';
import { namedConfig } from './config.ts';

const action = 'lambda:PutFunctionCodeSigningConfig';

/** Takes effect with the function's next code. Quirk: a missing config is noticed before a missing function. */
export const putFunctionCodeSigningConfig: ControlOperation<'PutFunctionCodeSigningConfig'> = {
  fields: ['CodeSigningConfigArn', 'FunctionName'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const reference = resolveUnqualified(input, context, action);
    const { CodeSigningConfigArn } = input;
    namedConfig(room, CodeSigningConfigArn, context);
    await changeFunction(room, reference, (found) => {
      const record = present(found, reference);
      if (record.latest.imageUri !== undefined) throw unsignable();
      return { ...record, codeSigningConfigArn: CodeSigningConfigArn };
    });
    return { CodeSigningConfigArn, FunctionName: reference.name };
  },
};
