import { ResourceNotFoundException } from '../errors.ts';
import { functionArn, permissionOn, resolveUnqualified } from '../names.ts';
import { aliasNamed } from '../records/aliases.ts';
import { toAliasConfiguration } from './alias.ts';
import type { ControlOperation } from './control-room.ts';

const action = 'lambda:GetAlias';

export const getAlias: ControlOperation<'GetAlias'> = {
  fields: ['FunctionName', 'Name'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const reference = resolveUnqualified(input, context, action);
    const record = room.functions.find(reference.account, reference.region, reference.name)?.value;
    const alias = record && aliasNamed(record, input.Name);
    if (record === undefined || alias === undefined) {
      throw new ResourceNotFoundException(`Cannot find alias arn: ${functionArn(reference, input.Name)}`);
    }
    return toAliasConfiguration(record, alias);
  },
};
