import {
  InvalidParameterValueException,
  ResourceConflictException,
  ResourceNotFoundException,
} from '../errors.ts';
import { permissionOn, resolveFunction } from '../names.ts';
import { leadsTo } from '../records/aliases.ts';
import type { FunctionRecord } from '../records/function.ts';
import {
  isVersionNumber,
  packagesOf,
  versionNamed,
  versionsOf,
  withoutVersion,
} from '../records/versions.ts';
import type { ControlOperation } from './control-room.ts';
import { checkNotUpdating } from './update.ts';
import { removeUnusedCode } from './upload.ts';
import { overtaking } from './write.ts';

const action = 'lambda:DeleteFunction';

/** Removes a function in any state with all that belongs to it, or one version that no alias leads to. */
export const deleteFunction: ControlOperation<'DeleteFunction'> = {
  fields: ['FunctionName', 'Qualifier'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const reference = resolveFunction(input, context, action);
    const { arn, qualifier } = reference;
    checkQualifier(qualifier);
    const deleted = await overtaking(room, reference, async (found) => {
      // Quirk: also with a qualifier the text names the unqualified function.
      if (found === undefined) throw new ResourceNotFoundException(`Function not found: ${arn}`);
      if (qualifier === undefined) {
        await room.functions.delete(reference, found.revision);
        return versionsOf(found.value);
      }
      if (!isVersionNumber(qualifier))
        throw new ResourceNotFoundException(`Function not found: ${arn}:${qualifier}`);
      const version = versionNamed(found.value, qualifier);
      // Quirk: to delete a version that does not exist is a success.
      if (version === undefined) return [];
      checkNotUpdating(found.value, reference);
      checkUnreferenced(found.value, qualifier);
      await room.functions.put(withoutVersion(found.value, qualifier), found.revision);
      return [version];
    });
    for (const digest of new Set(deleted.flatMap(packagesOf))) await removeUnusedCode(room, digest);
    return { StatusCode: 204 };
  },
};

/** Decided before the function is looked up. Observed 2025-11. */
function checkQualifier(qualifier: string | undefined): void {
  if (qualifier === '$LATEST') {
    throw new InvalidParameterValueException(
      '$LATEST version cannot be deleted without deleting the function.',
    );
  }
  if (qualifier !== undefined && !isVersionNumber(qualifier) && !qualifier.includes('$')) {
    throw new InvalidParameterValueException('Deletion of aliases is not currently supported.');
  }
}

function checkUnreferenced({ aliases = [] }: FunctionRecord, version: string): void {
  const names = aliases.filter((alias) => leadsTo(alias, version)).map(({ name }) => name);
  if (names.length === 0) return;
  throw new ResourceConflictException(
    `Unable to delete version because the following aliases reference it: [${names.join(', ')}]`,
  );
}
