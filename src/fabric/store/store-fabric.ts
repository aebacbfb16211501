import type { Clock } from '#ambient';
import type { Blobs, Fabric, Kv } from '../contracts.ts';
import { localBus } from '../local-bus.ts';
import { StoreQueue } from '../queue/store-queue.ts';
import { kvLeases } from './kv-leases.ts';
import type { Store } from './store.ts';
import { storeKv } from './store-kv.ts';

/** The bucket of the leases' grants; no other room's. */
const leasesBucket = 'fabric-leases';

/** A whole fabric in one process, over a store and blobs. `release` runs last when it closes. */
export function storeFabric(parts: {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly release?: () => Promise<void>;
}): Fabric {
  const { store, blobs, clock } = parts;
  const kv = once((bucket: string): Kv => storeKv(store, bucket));
  const queue = once((name: string) => new StoreQueue(store, clock, name));
  let closing: Promise<void> | undefined;

  return {
    kv,
    queue,
    blobs,
    leases: kvLeases(kv(leasesBucket), clock),
    bus: localBus(clock),
    close: () => (closing ??= close()),
  };

  async function close(): Promise<void> {
    for (const opened of queue.all()) opened.stop();
    await store.close();
    await parts.release?.();
  }
}

/** Makes each named thing once; the names come from the code, so they are few. */
function once<Thing>(make: (name: string) => Thing): { (name: string): Thing; all(): Iterable<Thing> } {
  const made = new Map<string, Thing>();
  const find = (name: string): Thing => {
    const thing = made.get(name) ?? make(name);
    made.set(name, thing);
    return thing;
  };
  return Object.assign(find, { all: () => made.values() });
}
