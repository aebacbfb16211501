import { permissionOn } from '../names.ts';
import { toConfiguration } from './configuration.ts';
import type { ControlOperation } from './control-room.ts';
import { findVersion } from './find.ts';

const action = 'lambda:GetFunctionConfiguration';

export const getFunctionConfiguration: ControlOperation<'GetFunctionConfiguration'> = {
  fields: ['FunctionName', 'Qualifier'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const { record, version, qualifier } = findVersion(room, input, context, action);
    return toConfiguration(record, version, qualifier);
  },
};
