import type { ControlOperation } from './control-room.ts';
import { taggable } from './taggable.ts';
import { permissionOnTags } from './tags.ts';

const action = 'lambda:ListTags';

/** `Tags` is there also when a resource has none, unlike in GetFunction. */
export const listTags: ControlOperation<'ListTags'> = {
  fields: ['Resource'],
  permission: permissionOnTags(action),

  async handle(room, input, context) {
    return { Tags: taggable(room, input.Resource, context, action).read() };
  },
};
