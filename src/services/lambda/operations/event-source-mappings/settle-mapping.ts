import { resumeConcurrencyMax } from '../../limits.ts';
import type { EventSourceMappingRecord, MappingId } from '../../records/event-source-mappings.ts';
import type { ControlRoom } from '../control-room.ts';
import { untilNotOvertaken } from '../write.ts';

type SettleRoom = Pick<ControlRoom, 'eventSourceMappings' | 'log'>;

/** Starts bringing a changed mapping to what it was asked for; the caller has its answer meanwhile. */
export function startSettlingMapping(room: SettleRoom, id: MappingId): void {
  settle(room, id).catch((error: unknown) => {
    // Such as a store that closed meanwhile: the next start resumes it.
    room.log.warn('an event source mapping could not be settled', { uuid: id.uuid, error: String(error) });
  });
}

/** Finishes at the start of Lambent what an earlier run left being created, changed or deleted. */
export async function resumeMappings(room: SettleRoom): Promise<void> {
  const queue = room.eventSourceMappings.all().values();
  const lane = async (): Promise<void> => {
    for (const { value } of queue) await settle(room, value);
  };
  await Promise.all(Array.from({ length: resumeConcurrencyMax }, lane));
}

function settle({ eventSourceMappings }: SettleRoom, id: MappingId): Promise<void> {
  return untilNotOvertaken(async () => {
    const found = eventSourceMappings.find(id);
    if (found === undefined || isSettled(found.value)) return;
    const { value, revision } = found;
    if (value.state === 'Deleting') await eventSourceMappings.delete(value, revision);
    else await eventSourceMappings.put({ ...value, state: value.enabled ? 'Enabled' : 'Disabled' }, revision);
  });
}

export function isSettled({ state }: EventSourceMappingRecord): boolean {
  return state === 'Enabled' || state === 'Disabled';
}
