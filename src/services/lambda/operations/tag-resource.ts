import { InvalidParameterValueException } from '../errors.ts';
import type { ControlOperation } from './control-room.ts';
import { changeTags, permissionOnTags } from './tags.ts';

const action = 'lambda:TagResource';

/** Adds tags, in whatever state the function is; a key that is there already gets the new value. */
export const tagResource: ControlOperation<'TagResource'> = {
  fields: ['Resource', 'Tags'],
  permission: permissionOnTags(action),

  async handle(room, input, context) {
    await changeTags(room, input.Resource, context, action, (tags) => {
      if (Object.keys(input.Tags).length === 0) {
        throw new InvalidParameterValueException('An error occurred and the request cannot be processed.');
      }
      return { ...tags, ...input.Tags };
    });
    return {};
  },
};
