import { permissionOn, resolveFunction } from '../names.ts';
import { reducePolicy } from './attached-policy.ts';
import type { ControlOperation } from './control-room.ts';
import { withoutStatement } from './policy.ts';

const action = 'lambda:RemovePermission';

/** Removing the last statement removes the policy. */
export const removePermission: ControlOperation<'RemovePermission'> = {
  fields: ['FunctionName', 'StatementId', 'Qualifier', 'RevisionId'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const reference = resolveFunction(input, context, action);
    const expected = { revisionId: input.RevisionId, api: 'GetPolicy' } as const;
    await reducePolicy(room, reference, expected, (policy) =>
      withoutStatement(policy, input.StatementId, room.random.uuid()),
    );
    return {};
  },
};
