import { reducePolicy } from '../attached-policy.ts';
import type { ControlOperation } from '../control-room.ts';
import { permissionOnArn, resolveArn } from './naming.ts';

const action = 'lambda:DeleteResourcePolicy';

export const deleteResourcePolicy: ControlOperation<'DeleteResourcePolicy'> = {
  fields: ['ResourceArn', 'RevisionId'],
  permission: permissionOnArn(action),

  async handle(room, input, context) {
    const reference = resolveArn(input, context, action);
    const expected = { revisionId: input.RevisionId, api: 'GetResourcePolicy' } as const;
    await reducePolicy(room, reference, expected, () => undefined);
    return {};
  },
};
