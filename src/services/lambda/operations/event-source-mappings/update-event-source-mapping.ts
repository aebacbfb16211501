import type { UpdateEventSourceMappingRequest } from '#models/lambda';
import { InvalidParameterValueException } from '../../errors.ts';
import type {
  EventSourceMappingRecord,
  MappingSettings,
  MappingState,
} from '../../records/event-source-mappings.ts';
import type { ControlOperation } from '../control-room.ts';
import { untilNotOvertaken } from '../write.ts';
import { checkSettings } from './checks.ts';
import { checkUnique } from './duplicates.ts';
import {
  checkSettled,
  findMapping,
  mappingIdOf,
  permissionOnMapping,
  targetOf,
  toMappingConfiguration,
} from './mapping.ts';
import { changeableFields, changedSettings, changesIn, withDefaults } from './settings.ts';
import { startSettlingMapping } from './settle-mapping.ts';
import { warnUnpolled } from './unpolled.ts';

const action = 'lambda:UpdateEventSourceMapping';

/** Members that are left out keep their value, those set to nothing lose it. Where the mapping reads, and from where on, stays. */
export const updateEventSourceMapping: ControlOperation<'UpdateEventSourceMapping'> = {
  fields: ['UUID', 'FunctionName', 'Enabled', ...changeableFields],
  permission: permissionOnMapping(action),

  async handle(room, input, context) {
    const id = mappingIdOf(input, context);
    const { before, record } = await untilNotOvertaken(async () => {
      const { value: before, revision } = findMapping(room, id);
      checkSettled(before, 'update');
      const settings = settingsAfter(before, input);
      checkSettings(before.kind, settings, room.clock.now());
      const enabled = input.Enabled ?? before.enabled;
      const { qualifier: _qualifier, ...unqualified } = before;
      const record: EventSourceMappingRecord = {
        ...(input.FunctionName === undefined
          ? before
          : { ...unqualified, ...targetOf(room, input.FunctionName, context, action) }),
        enabled,
        state: stateOf(before.enabled, enabled),
        lastModifiedMs: room.clock.now(),
        settings,
      };
      checkUnique(room, record);
      await room.eventSourceMappings.put(record, revision);
      return { before, record };
    });
    if (record.enabled && !before.enabled) warnUnpolled(room, record);
    startSettlingMapping(room, record);
    return toMappingConfiguration(record);
  },
};

function stateOf(wasEnabled: boolean, isEnabled: boolean): MappingState {
  if (wasEnabled === isEnabled) return 'Updating';
  return isEnabled ? 'Enabling' : 'Disabling';
}

function settingsAfter(
  { kind, uuid, settings }: EventSourceMappingRecord,
  input: UpdateEventSourceMappingRequest,
): MappingSettings {
  checkUnchangeable(settings, input);
  const changes = changesIn(input);
  for (const member of partlyChangeable) {
    if (changes[member] !== undefined) changes[member] = { ...settings[member], ...changes[member] };
  }
  return withDefaults(kind, uuid, changedSettings(settings, changes));
}

const kafkaConfigs = ['AmazonManagedKafkaEventSourceConfig', 'SelfManagedKafkaEventSourceConfig'] as const;
/** Configurations of which some members stay as they were created. */
const partlyChangeable = [...kafkaConfigs, 'DocumentDBEventSourceConfig'] as const;

/** The text is from a public error report on DocumentDB. */
function checkUnchangeable(settings: MappingSettings, input: UpdateEventSourceMappingRequest): void {
  const names: string[] = [];
  const { DatabaseName, CollectionName } = input.DocumentDBEventSourceConfig ?? {};
  if (CollectionName !== undefined) names.push('collectionName');
  if (DatabaseName !== undefined) names.push('databaseName');
  for (const member of kafkaConfigs) {
    const group = input[member]?.ConsumerGroupId;
    if (group !== undefined && group !== settings[member]?.ConsumerGroupId) names.push('consumerGroupId');
  }
  if (names.length > 0) throw new InvalidParameterValueException(`Invalid parameters: ${names.join(', ')}`);
}
