import type { LayerId, LayerRecord } from '../../records/layer.ts';
import { takeCodeStorage } from '../account-limits.ts';
import type { ControlRoom } from '../control-room.ts';
import { untilNotOvertaken } from '../write.ts';

/**
 * Asks `next` what a layer should become and writes that, anew whenever somebody else wrote in between; what it gives back as `record`
 * unchanged is not written. `next` throws what it has against the record it sees.
 */
export async function changeLayer<Change extends { readonly record: LayerRecord | undefined }>(
  room: ControlRoom,
  id: LayerId,
  next: (found: LayerRecord | undefined) => Change,
): Promise<Change> {
  return untilNotOvertaken(async () => {
    const found = room.functions.layers.find(id);
    const change = next(found?.value);
    const { record } = change;
    if (record === undefined || record === found?.value) return change;
    const release = takeCodeStorage(room, record);
    try {
      await room.functions.layers.put(record, found?.revision ?? 0);
    } finally {
      release();
    }
    return change;
  });
}
