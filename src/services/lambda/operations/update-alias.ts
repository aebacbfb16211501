import type { UpdateAliasRequest } from '#models/lambda';
import { ResourceNotFoundException } from '../errors.ts';
import { functionArn, permissionOn, resolveUnqualified } from '../names.ts';
import { aliasNamed, withAlias } from '../records/aliases.ts';
import type { AliasRecord } from '../records/function.ts';
import { additionalOf, checkTargets, toAliasConfiguration } from './alias.ts';
import type { ControlOperation } from './control-room.ts';
import { present } from './find.ts';
import { checkProvisionedTargets } from './provisioned-concurrency/conflicts.ts';
import { checkRevision } from './update.ts';
import { makeChange } from './write.ts';

const action = 'lambda:UpdateAlias';

/** What the request leaves out stays; an empty `RoutingConfig` takes the second version away. */
export const updateAlias: ControlOperation<'UpdateAlias'> = {
  fields: ['FunctionName', 'Name', 'FunctionVersion', 'Description', 'RoutingConfig', 'RevisionId'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const reference = resolveUnqualified(input, context, action);
    const revisionId = room.random.uuid();
    const change = await makeChange(room, reference, (found) => {
      const before = present(found, reference);
      const alias = aliasNamed(before, input.Name);
      if (alias === undefined) {
        throw new ResourceNotFoundException(`Alias not found: ${functionArn(reference, input.Name)}`);
      }
      checkRevision(alias.revisionId, input.RevisionId);
      const next = changed(alias, input, revisionId);
      checkTargets(before, next);
      checkProvisionedTargets(before, next);
      return { record: withAlias(before, next), alias: next };
    });
    return toAliasConfiguration(change.record, change.alias);
  },
};

function changed(alias: AliasRecord, input: UpdateAliasRequest, revisionId: string): AliasRecord {
  const { additional: before, ...rest } = alias;
  const additional = input.RoutingConfig === undefined ? before : additionalOf(input.RoutingConfig);
  return {
    ...rest,
    functionVersion: input.FunctionVersion ?? alias.functionVersion,
    description: input.Description ?? alias.description,
    revisionId,
    ...(additional === undefined ? {} : { additional }),
  };
}
