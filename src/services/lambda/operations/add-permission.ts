import type { AddPermissionRequest } from '#models/lambda';
import { InvalidParameterValueException } from '../errors.ts';
import { permissionOn, resolveFunction } from '../names.ts';
import { attachPolicy, refuseLatest } from './attached-policy.ts';
import type { ControlOperation } from './control-room.ts';
import { toStatement, withStatement } from './policy.ts';

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
    refuseLatest(reference);
    checkCombination(input);
    const statement = toStatement(reference, input);
    const expected = { revisionId: input.RevisionId, api: 'GetPolicy' } as const;
    await attachPolicy(room, reference, expected, (policy) =>
      withStatement(policy, statement, room.random.uuid()),
    );
    return { Statement: JSON.stringify(statement) };
  },
};

function checkCombination(input: AddPermissionRequest): void {
  if (input.FunctionUrlAuthType !== undefined && input.Action !== 'lambda:InvokeFunctionUrl') {
    throw new InvalidParameterValueException(
      'FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action',
    );
  }
}
