import type { Clock } from '#ambient';
import type { Fabric } from '../contracts.ts';
import { storeFabric } from '../store/store-fabric.ts';
import { memoryBlobs } from './memory-blobs.ts';
import { memoryStore } from './memory-store.ts';

/** A fabric that lives as long as the process: the double that other rooms' tests use. */
export function memoryFabric(clock: Clock): Fabric {
  return storeFabric({ store: memoryStore(), blobs: memoryBlobs(clock), clock });
}
