import type { ControlOperation } from './control-room.ts';
import { changeTags, permissionOnTags } from './tags.ts';

const action = 'lambda:UntagResource';

/** Removes tags; keys that are not there are no error. */
export const untagResource: ControlOperation<'UntagResource'> = {
  fields: ['Resource', 'TagKeys'],
  permission: permissionOnTags(action),

  async handle(room, input, context) {
    const removed = new Set(input.TagKeys);
    await changeTags(room, input.Resource, context, action, (tags) =>
      Object.fromEntries(Object.entries(tags).filter(([key]) => !removed.has(key))),
    );
    return {};
  },
};
