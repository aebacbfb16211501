import { shownPolicy } from '../attached-policy.ts';
import type { ControlOperation } from '../control-room.ts';
import { permissionOnArn, resolveArn } from './naming.ts';

const action = 'lambda:GetResourcePolicy';

/** As GetPolicy, by a whole ARN. */
export const getResourcePolicy: ControlOperation<'GetResourcePolicy'> = {
  fields: ['ResourceArn'],
  permission: permissionOnArn(action),

  async handle(room, input, context) {
    return shownPolicy(room, resolveArn(input, context, action));
  },
};
