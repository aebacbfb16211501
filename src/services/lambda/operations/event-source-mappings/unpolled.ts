import type { EventSourceMappingRecord } from '../../records/event-source-mappings.ts';
import type { ControlRoom } from '../control-room.ts';
import { bootstrapServers } from './source.ts';

/**
 * Says that a mapping which was created or enabled is recorded and no more. There is no poller, and no service to ask whether the
 * queue, stream or broker exists: where AWS refuses a source that it does not find, Lambent takes its ARN as it is.
 */
export function warnUnpolled(
  { log }: ControlRoom,
  { uuid, functionName, settings }: EventSourceMappingRecord,
): void {
  log.warn('an event source mapping is recorded; nothing polls it until event sources come', {
    uuid,
    function: functionName,
    source: settings.EventSourceArn ?? bootstrapServers(settings).join(','),
  });
}
