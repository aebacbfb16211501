import type { EventSourceMappingStore } from '../records/event-source-mappings.ts';
import type { FunctionRecord } from '../records/function.ts';
import type { FunctionId, FunctionStore } from '../records/functions.ts';
import { phaseOf } from '../records/life.ts';
import { isSettled } from './event-source-mappings/settle-mapping.ts';

/** The record of a function that is neither being created nor updated any more. */
export function settledRecord(functions: FunctionStore, id: FunctionId): Promise<FunctionRecord> {
  return changed(functions, () => {
    const record = functions.find(id.account, id.region, id.name)?.value;
    return record && phaseOf(record.latest) === 'settled' ? record : undefined;
  });
}

/** Resolves when a mapping is Enabled, Disabled or gone. */
export async function settledMapping(
  mappings: EventSourceMappingStore,
  id: Parameters<EventSourceMappingStore['find']>[0],
): Promise<void> {
  await changed(mappings, () => {
    const found = mappings.find(id)?.value;
    return found === undefined || isSettled(found) ? true : undefined;
  });
}

/** Resolves with what `look` finds, as soon as it finds something. */
function changed<T>(store: { onChange(listener: () => void): void }, look: () => T | undefined): Promise<T> {
  return new Promise((resolve) => {
    const check = (): void => {
      const found = look();
      if (found !== undefined) resolve(found);
    };
    store.onChange(check);
    check();
  });
}
