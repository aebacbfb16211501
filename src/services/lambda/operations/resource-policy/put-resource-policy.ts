import { answerOf, attachPolicy, refuseLatest } from '../attached-policy.ts';
import type { ControlOperation } from '../control-room.ts';
import { permissionOnArn, resolveArn } from './naming.ts';
import { readPolicy } from './read-policy.ts';

const action = 'lambda:PutResourcePolicy';

/** Puts a whole policy in the place of what is there, also of what AddPermission added. */
export const putResourcePolicy: ControlOperation<'PutResourcePolicy'> = {
  fields: ['ResourceArn', 'Policy', 'RevisionId'],
  permission: permissionOnArn(action),

  async handle(room, input, context) {
    const reference = resolveArn(input, context, action);
    refuseLatest(reference);
    const { Statement: statements, ...head } = readPolicy(input.Policy, reference);
    const policy = { revisionId: room.random.uuid(), head, statements };
    const expected = { revisionId: input.RevisionId, api: 'GetResourcePolicy' } as const;
    await attachPolicy(room, reference, expected, () => policy);
    return answerOf(policy);
  },
};
