import { permissionOn, resolveFunction } from '../names.ts';
import { shownPolicy } from './attached-policy.ts';
import type { ControlOperation } from './control-room.ts';

const action = 'lambda:GetPolicy';

export const getPolicy: ControlOperation<'GetPolicy'> = {
  fields: ['FunctionName', 'Qualifier'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    return shownPolicy(room, resolveFunction(input, context, action));
  },
};
