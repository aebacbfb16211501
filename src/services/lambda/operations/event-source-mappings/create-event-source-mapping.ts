import type { EventSourceMappingRecord } from '../../records/event-source-mappings.ts';
import type { ControlOperation } from '../control-room.ts';
import { tagged } from '../tags.ts';
import { checkSettings } from './checks.ts';
import { checkUnique } from './duplicates.ts';
import { targetOf, toMappingConfiguration } from './mapping.ts';
import { changeableFields, changedSettings, changesIn, sourceFields, withDefaults } from './settings.ts';
import { startSettlingMapping } from './settle-mapping.ts';
import { kindOf } from './source.ts';
import { warnUnpolled } from './unpolled.ts';

const action = 'lambda:CreateEventSourceMapping';

/** Creating when it answers, Enabled or Disabled soon after. The source is not looked up (`unpolled.ts`). */
export const createEventSourceMapping: ControlOperation<'CreateEventSourceMapping'> = {
  fields: [
    'FunctionName',
    'Enabled',
    'StartingPositionTimestamp',
    'Tags',
    ...sourceFields,
    ...changeableFields,
  ],
  permission: () => ({ action, resource: '*' }),

  async handle(room, input, context) {
    const kind = kindOf(input);
    const { account, region } = context;
    const uuid = room.random.uuid();
    const settings = withDefaults(kind, uuid, changedSettings({}, changesIn(input)));
    checkSettings(kind, settings, room.clock.now());
    const enabled = input.Enabled ?? true;
    const record: EventSourceMappingRecord = {
      account,
      region,
      uuid,
      kind,
      ...targetOf(room, input.FunctionName, context, action),
      enabled,
      // Quirk: a queue's mapping that is created disabled is so at once.
      state: kind === 'sqs' && !enabled ? 'Disabled' : 'Creating',
      lastModifiedMs: room.clock.now(),
      settings,
      ...tagged(input.Tags),
    };
    checkUnique(room, record);
    await room.eventSourceMappings.put(record, 0);
    if (enabled) warnUnpolled(room, record);
    startSettlingMapping(room, record);
    return toMappingConfiguration(record);
  },
};
