import type { AddPermissionRequest } from '#models/lambda';
import { InvalidParameterValueException, ResourceNotFoundException } from '../errors.ts';
import { permissionOn, resolveFunction } from '../names.ts';
import { policyAt, withPolicy } from '../records/policies.ts';
import type { ControlOperation } from './control-room.ts';
import { checkPolicyRevision, toStatement, withStatement } from './policy.ts';
import { checkQualifier } from './unknown-qualifier.ts';
import { changeFunction } from './write.ts';

const action = 'lambda:AddPermission';

export const addPermission: ControlOperation<'AddPermission'> = {
  fields: [
    'FunctionName',
    'StatementId',
    'Action',
    'Principal',
    'SourceArn',
    'FunctionUrlAuthType',
    'InvokedViaFunctionUrl',
    'SourceAccount',
    'EventSourceToken',
    'Qualifier',
    'RevisionId',
    'PrincipalOrgID',
  ],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const reference = resolveFunction(input, context, action);
    checkCombination(input, reference.qualifier);
    const statement = toStatement(reference, input);
    const { qualifier } = reference;
    await changeFunction(room, reference, (found) => {
      if (found === undefined) throw new ResourceNotFoundException(`Function not found: ${reference.arn}`);
      checkQualifier(found, reference);
      const policy = policyAt(found, qualifier);
      checkPolicyRevision(policy, input.RevisionId);
      const statements = withStatement(policy?.statements ?? [], statement);
      return withPolicy(found, qualifier, { revisionId: room.random.uuid(), statements });
    });
    return { Statement: JSON.stringify(statement) };
  },
};

function checkCombination(input: AddPermissionRequest, qualifier: string | undefined): void {
  if (qualifier === '$LATEST') {
    throw new InvalidParameterValueException('We currently do not support adding policies for $LATEST.');
  }
  if (input.FunctionUrlAuthType !== undefined && input.Action !== 'lambda:InvokeFunctionUrl') {
    throw new InvalidParameterValueException(
      'FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action',
    );
  }
}
