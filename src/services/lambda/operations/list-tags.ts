import type { ControlOperation } from './control-room.ts';
import { existing } from './function-only.ts';
import { permissionOnTags, resolveTagged } from './tags.ts';

const action = 'lambda:ListTags';

/** `Tags` is there also when a function has none, unlike in GetFunction. */
export const listTags: ControlOperation<'ListTags'> = {
  fields: ['Resource'],
  permission: permissionOnTags(action),

  async handle(room, input, context) {
    const reference = resolveTagged(input.Resource, context, action);
    const found = room.functions.find(reference.account, reference.region, reference.name)?.value;
    return { Tags: existing(found, reference).tags ?? {} };
  },
};
