import type { AddPermissionRequest } from '#models/lambda';
import {
  InvalidParameterValueException,
  PolicyLengthExceededException,
  ResourceConflictException,
  ResourceNotFoundException,
} from '../errors.ts';
import { policyBytesMax } from '../limits.ts';
import { permissionOn, resolveFunction } from '../names.ts';
import type { PolicyStatement } from '../records/function.ts';
import { policyAt, withPolicy } from '../records/policies.ts';
import type { ControlOperation } from './control-room.ts';
import { checkPolicyRevision, policyDocument, toStatement } from './policy.ts';
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

function withStatement(
  statements: readonly PolicyStatement[],
  statement: PolicyStatement,
): readonly PolicyStatement[] {
  if (statements.some(({ Sid }) => Sid === statement.Sid)) {
    throw new ResourceConflictException(
      `The statement id (${statement.Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    );
  }
  const more = [...statements, statement];
  const bytes = Buffer.byteLength(policyDocument({ statements: more }));
  if (bytes > policyBytesMax) {
    throw new PolicyLengthExceededException(
      `The final policy size (${bytes}) is bigger than the limit (${policyBytesMax}).`,
    );
  }
  return more;
}
