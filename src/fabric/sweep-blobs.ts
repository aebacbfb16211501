import type { Clock } from '#ambient';
import type { Fabric } from './contracts.ts';

/**
 * Deletes blobs that `isLive` does not know and that were last put more than `olderThanMs` ago: what a crash between a blob and its
 * record leaves behind. `olderThanMs` must exceed the time between storing a blob and its record. Returns how many it deleted.
 */
export async function sweepBlobs(
  fabric: Fabric,
  isLive: (digest: string) => boolean,
  olderThanMs: number,
  clock: Clock,
): Promise<number> {
  const putBeforeMs = clock.now() - olderThanMs;
  let deleted = 0;
  for await (const { digest, putAtMs } of fabric.blobs.list()) {
    if (putAtMs >= putBeforeMs || isLive(digest)) continue;
    await fabric.blobs.delete(digest, putBeforeMs);
    deleted++;
  }
  return deleted;
}
