import { ResourceNotFoundException } from '../errors.ts';
import { permissionOn, resolveFunction } from '../names.ts';
import { policyAt, withPolicy } from '../records/policies.ts';
import type { ControlOperation } from './control-room.ts';
import { checkPolicyRevision, withoutStatement } from './policy.ts';
import { checkQualifier } from './unknown-qualifier.ts';
import { changeFunction } from './write.ts';

const action = 'lambda:RemovePermission';

/** Removing the last statement removes the policy. */
export const removePermission: ControlOperation<'RemovePermission'> = {
  fields: ['FunctionName', 'StatementId', 'Qualifier', 'RevisionId'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const reference = resolveFunction(input, context, action);
    const { arn, qualifier } = reference;
    await changeFunction(room, reference, (found) => {
      if (found === undefined) throw new ResourceNotFoundException(`No policy found for: ${arn}`);
      checkQualifier(found, reference);
      const policy = policyAt(found, qualifier);
      if (policy === undefined) {
        throw new ResourceNotFoundException('No policy is associated with the given resource.');
      }
      checkPolicyRevision(policy, input.RevisionId);
      const statements = withoutStatement(policy, input.StatementId);
      const isLast = statements.length === 0;
      return withPolicy(
        found,
        qualifier,
        isLast ? undefined : { revisionId: room.random.uuid(), statements },
      );
    });
    return {};
  },
};
