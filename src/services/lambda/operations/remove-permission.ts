import { ResourceNotFoundException } from '../errors.ts';
import { permissionOn, resolveFunction } from '../names.ts';
import type { FunctionRecord } from '../records/function.ts';
import type { ControlOperation } from './control-room.ts';
import { checkPolicyRevision } from './policy.ts';
import { unknownQualifier } from './unknown-qualifier.ts';
import { changeFunction } from './write.ts';

const action = 'lambda:RemovePermission';

/** Removing the last statement removes the policy. */
export const removePermission: ControlOperation<'RemovePermission'> = {
  fields: ['FunctionName', 'StatementId', 'Qualifier', 'RevisionId'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const { arn, qualifier, ...id } = resolveFunction(input, context, action);
    await changeFunction(room, id, (found) => {
      if (found === undefined) throw new ResourceNotFoundException(`No policy found for: ${arn}`);
      if (qualifier !== undefined && qualifier !== '$LATEST') throw unknownQualifier(arn, qualifier);
      if (found.policy === undefined || qualifier !== undefined) {
        throw new ResourceNotFoundException('No policy is associated with the given resource.');
      }
      checkPolicyRevision(found.policy, input.RevisionId);
      return withoutStatement(found, input.StatementId, room.random.uuid());
    });
    return {};
  },
};

function withoutStatement(record: FunctionRecord, statementId: string, revisionId: string): FunctionRecord {
  const { policy, ...rest } = record;
  const statements = policy?.statements ?? [];
  const left = statements.filter(({ Sid }) => Sid !== statementId);
  if (left.length === statements.length) {
    throw new ResourceNotFoundException(`Statement ${statementId} is not found in resource policy.`);
  }
  return left.length === 0 ? rest : { ...rest, policy: { revisionId, statements: left } };
}
