import { functionArn, permissionOn } from '../names.ts';
import type { ControlOperation } from './control-room.ts';
import { findVersion } from './find.ts';

const action = 'lambda:PutRuntimeManagementConfig';

/** Takes Auto, which is how it is; what would hold an interpreter back is refused, since there is one a machine. */
export const putRuntimeManagementConfig: ControlOperation<'PutRuntimeManagementConfig'> = {
  fields: ['FunctionName', 'Qualifier', 'UpdateRuntimeOn'],
  refusedValues: [
    {
      path: 'UpdateRuntimeOn',
      values: ['Manual', 'FunctionUpdate'],
      reason: "interpreters are the machine's own, and change with it",
    },
  ],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const { record, qualifier } = findVersion(room, input, context, action);
    return { UpdateRuntimeOn: 'Auto', FunctionArn: functionArn(record, qualifier) };
  },
};
