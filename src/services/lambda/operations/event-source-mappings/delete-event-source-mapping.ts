import type { ControlOperation } from '../control-room.ts';
import { untilNotOvertaken } from '../write.ts';
import {
  checkSettled,
  findMapping,
  mappingIdOf,
  permissionOnMapping,
  toMappingConfiguration,
} from './mapping.ts';
import { startSettlingMapping } from './settle-mapping.ts';

/** Deleting when it answers, gone soon after. */
export const deleteEventSourceMapping: ControlOperation<'DeleteEventSourceMapping'> = {
  fields: ['UUID'],
  permission: permissionOnMapping('lambda:DeleteEventSourceMapping'),

  async handle(room, input, context) {
    const record = await untilNotOvertaken(async () => {
      const { value, revision } = findMapping(room, mappingIdOf(input, context));
      checkSettled(value, 'delete');
      const deleting = { ...value, state: 'Deleting' as const, lastModifiedMs: room.clock.now() };
      await room.eventSourceMappings.put(deleting, revision);
      return deleting;
    });
    startSettlingMapping(room, record);
    return toMappingConfiguration(record);
  },
};
