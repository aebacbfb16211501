import { ResourceNotFoundException } from '../errors.ts';
import { permissionOn, resolveFunction } from '../names.ts';
import { policyAt } from '../records/policies.ts';
import type { ControlOperation } from './control-room.ts';
import { policyDocument } from './policy.ts';

const action = 'lambda:GetPolicy';

export const getPolicy: ControlOperation<'GetPolicy'> = {
  fields: ['FunctionName', 'Qualifier'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const { account, region, name, qualifier } = resolveFunction(input, context, action);
    const record = room.functions.find(account, region, name)?.value;
    const policy = record && policyAt(record, qualifier);
    if (policy === undefined) {
      throw new ResourceNotFoundException('The resource you requested does not exist.');
    }
    return { Policy: policyDocument(policy), RevisionId: policy.revisionId };
  },
};
