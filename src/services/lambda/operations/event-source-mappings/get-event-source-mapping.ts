import type { ControlOperation } from '../control-room.ts';
import { findMapping, mappingIdOf, permissionOnMapping, toMappingConfiguration } from './mapping.ts';

export const getEventSourceMapping: ControlOperation<'GetEventSourceMapping'> = {
  fields: ['UUID'],
  permission: permissionOnMapping('lambda:GetEventSourceMapping'),

  async handle(room, input, context) {
    return toMappingConfiguration(findMapping(room, mappingIdOf(input, context)).value);
  },
};
