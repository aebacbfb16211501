import { permissionOn } from '../../names.ts';
import { provisionedAt, withoutProvisioned } from '../../records/provisioned.ts';
import type { ControlOperation } from '../control-room.ts';
import { changeFunction } from '../write.ts';
import { resolveQualified, withQualifier } from './config.ts';

const action = 'lambda:DeleteProvisionedConcurrencyConfig';

/** Environments go as soon as they are idle. Quirk: to delete what does not exist is a success. */
export const deleteProvisionedConcurrencyConfig: ControlOperation<'DeleteProvisionedConcurrencyConfig'> = {
  fields: ['FunctionName', 'Qualifier'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const reference = resolveQualified(input, context, action);
    const { qualifier } = reference;
    await changeFunction(room, reference, (found) => {
      const before = withQualifier(found, reference);
      return provisionedAt(before, qualifier) === undefined
        ? undefined
        : withoutProvisioned(before, qualifier);
    });
    return {};
  },
};
