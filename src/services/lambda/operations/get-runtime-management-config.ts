import { functionArn, permissionOn } from '../names.ts';
import type { ControlOperation } from './control-room.ts';
import { findVersion } from './find.ts';

const action = 'lambda:GetRuntimeManagementConfig';

/** Always Auto: environments run the interpreter that the machine has when they start. */
export const getRuntimeManagementConfig: ControlOperation<'GetRuntimeManagementConfig'> = {
  fields: ['FunctionName', 'Qualifier'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const { record, qualifier } = findVersion(room, input, context, action);
    return { UpdateRuntimeOn: 'Auto', FunctionArn: functionArn(record, qualifier) };
  },
};
