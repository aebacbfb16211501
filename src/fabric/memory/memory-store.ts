import { callListener } from '../call-listener.ts';
import { FabricClosed } from '../contracts.ts';
import { SortedMap } from '../sorted-map.ts';
import { type Row, runOperation, type Store } from '../store/store.ts';

/** A store that lives as long as the process, for tests. */
export function memoryStore(): Store {
  const rows = new SortedMap<Buffer>();
  let sequence = 0;
  let closed = false;

  const open = (): SortedMap<Buffer> => {
    if (closed) throw new FabricClosed('the fabric is closed');
    return rows;
  };

  return {
    get: (key) => open().get(key),
    range(start, end, limit) {
      const found: Row[] = [];
      for (const [key, value] of open().from(start)) {
        if (key >= end || found.length >= limit) break;
        found.push({ key, value });
      }
      return found;
    },
    count(start, end) {
      let count = 0;
      for (const [key] of open().from(start)) {
        if (key >= end) break;
        count++;
      }
      return count;
    },
    async write(operation, committed) {
      open();
      const { result, changes } = runOperation(
        operation,
        (key) => rows.get(key),
        () => ++sequence,
      );
      for (const [key, value] of changes) {
        if (value === undefined) rows.delete(key);
        else rows.set(key, value);
      }
      if (committed) callListener(() => committed(result));
      return result;
    },
    close() {
      closed = true;
      return Promise.resolve();
    },
  };
}
