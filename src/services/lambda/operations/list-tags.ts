import type { ControlOperation } from './control-room.ts';
import { permissionOnTags, tagsOf } from './tags.ts';

const action = 'lambda:ListTags';

/** `Tags` is there also when a resource has none, unlike in GetFunction. */
export const listTags: ControlOperation<'ListTags'> = {
  fields: ['Resource'],
  permission: permissionOnTags(action),

  async handle(room, input, context) {
    return { Tags: tagsOf(room, input.Resource, context, action) };
  },
};
