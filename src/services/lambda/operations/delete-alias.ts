import { permissionOn, resolveUnqualified } from '../names.ts';
import { aliasNamed, withoutAlias } from '../records/aliases.ts';
import type { ControlOperation } from './control-room.ts';
import { present } from './find.ts';
import { changeFunction } from './write.ts';

const action = 'lambda:DeleteAlias';

/** Removes an alias with its policy. Quirk: to delete one that does not exist is a success. */
export const deleteAlias: ControlOperation<'DeleteAlias'> = {
  fields: ['FunctionName', 'Name'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const reference = resolveUnqualified(input, context, action);
    await changeFunction(room, reference, (found) => {
      const before = present(found, reference);
      return aliasNamed(before, input.Name) === undefined ? undefined : withoutAlias(before, input.Name);
    });
    return {};
  },
};
