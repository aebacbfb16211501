import { createHash } from 'node:crypto';
import type { Clock } from '#ambient';
import type { Blobs } from '../contracts.ts';

/** Blobs that live as long as the process, for tests. */
export function memoryBlobs(clock: Clock): Blobs {
  const blobs = new Map<string, { readonly bytes: Buffer; readonly putAtMs: number }>();

  return {
    async put(bytes) {
      const digest = createHash('sha256').update(bytes).digest('hex');
      blobs.set(digest, { bytes: Buffer.from(bytes), putAtMs: clock.now() });
      return digest;
    },
    async get(digest) {
      const blob = blobs.get(digest);
      return blob && Buffer.from(blob.bytes);
    },
    has: (digest) => Promise.resolve(blobs.has(digest)),
    async delete(digest, putBeforeMs = Number.POSITIVE_INFINITY) {
      const blob = blobs.get(digest);
      if (blob && blob.putAtMs < putBeforeMs) blobs.delete(digest);
    },
    async *list() {
      for (const [digest, { bytes, putAtMs }] of [...blobs]) yield { digest, bytes: bytes.length, putAtMs };
    },
  };
}
