import { InvalidParameterValueException, ResourceNotFoundException } from '../errors.ts';
import { permissionOn, resolveFunction } from '../names.ts';
import type { ControlOperation } from './control-room.ts';
import { removeUnusedCode } from './upload.ts';
import { overtaking } from './write.ts';

const action = 'lambda:DeleteFunction';

/** Removes a function in any state, with its policy and its code. */
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
      // Quirk: to delete a version that does not exist is a success, and there are none besides $LATEST yet.
      if (qualifier !== undefined && isVersion(qualifier)) return [];
      if (qualifier !== undefined)
        throw new ResourceNotFoundException(`Function not found: ${arn}:${qualifier}`);
      await room.functions.delete(reference, found.revision);
      return [found.value.latest, found.value.serving];
    });
    for (const version of deleted) {
      if (version !== undefined) await removeUnusedCode(room, version.codeDigest);
    }
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
  if (qualifier !== undefined && !isVersion(qualifier) && !qualifier.includes('$')) {
    throw new InvalidParameterValueException('Deletion of aliases is not currently supported.');
  }
}

function isVersion(qualifier: string): boolean {
  return /^[0-9]+$/.test(qualifier);
}
