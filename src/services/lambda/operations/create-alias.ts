import { ResourceConflictException, ResourceNotFoundException } from '../errors.ts';
import { functionArn, permissionOn, resolveUnqualified } from '../names.ts';
import { aliasNamed, withAlias } from '../records/aliases.ts';
import type { AliasRecord } from '../records/function.ts';
import { additionalOf, checkTargets, toAliasConfiguration } from './alias.ts';
import type { ControlOperation } from './control-room.ts';
import { changeFunction } from './write.ts';

const action = 'lambda:CreateAlias';

export const createAlias: ControlOperation<'CreateAlias'> = {
  fields: ['FunctionName', 'Name', 'FunctionVersion', 'Description', 'RoutingConfig'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const reference = resolveUnqualified(input, context, action);
    const additional = additionalOf(input.RoutingConfig);
    const alias: AliasRecord = {
      name: input.Name,
      functionVersion: input.FunctionVersion,
      description: input.Description ?? '',
      revisionId: room.random.uuid(),
      ...(additional === undefined ? {} : { additional }),
    };
    const record = await changeFunction(room, reference, (found) => {
      if (found === undefined) {
        // Quirk: what is not found is the version.
        throw new ResourceNotFoundException(
          `Function not found: ${functionArn(reference, input.FunctionVersion)}`,
        );
      }
      checkTargets(found, alias);
      if (aliasNamed(found, alias.name) !== undefined) {
        throw new ResourceConflictException(`Alias already exists: ${functionArn(reference, alias.name)}`);
      }
      return withAlias(found, alias);
    });
    return toAliasConfiguration(record, alias);
  },
};
