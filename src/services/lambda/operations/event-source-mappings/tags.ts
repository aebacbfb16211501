import type { Document } from '#fabric';
import type { CallContext } from '#service';
import { ResourceNotFoundException } from '../../errors.ts';
import type { EventSourceMappingRecord } from '../../records/event-source-mappings.ts';
import type { ControlRoom } from '../control-room.ts';
import { type Taggable, tagged } from '../tags.ts';
import { untilNotOvertaken } from '../write.ts';
import { mappingArn } from './mapping.ts';

/** The tags of the mapping that an ARN names. */
export function taggableMapping(room: ControlRoom, arn: string, context: CallContext): Taggable {
  const { account, region } = context;
  const id = { account, region, uuid: arn.slice(arn.lastIndexOf(':') + 1) };
  const found = (): Document<EventSourceMappingRecord> => {
    const document = mappingArn(id) === arn ? room.eventSourceMappings.find(id) : undefined;
    if (document === undefined) throw new ResourceNotFoundException(`Event source mapping not found: ${arn}`);
    return document;
  };
  return {
    read: () => found().value.tags ?? {},
    change: (next) =>
      untilNotOvertaken(async () => {
        const { value, revision } = found();
        const { tags = {}, ...record } = value;
        await room.eventSourceMappings.put({ ...record, ...tagged(next(tags)) }, revision);
      }),
  };
}
