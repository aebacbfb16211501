import type { Clock } from '#ambient';
import { checkWait } from '../check-limits.ts';
import { type Kv, type Lease, type Leases, RevisionMismatch } from '../contracts.ts';
import { leaseAttemptsMax } from '../limits.ts';

/** The last grant of a lease. It stays after a release, already expired, so that tokens never repeat. */
type Grant = { readonly holder: string; readonly token: number; readonly expiresAtMs: number };

/** Leases kept in a bucket by compare-and-swap. */
export function kvLeases(kv: Kv, clock: Clock): Leases {
  return {
    async acquire(name, holder, ttlMs) {
      checkWait(ttlMs);
      for (let attempt = 0; attempt < leaseAttemptsMax; attempt++) {
        const entry = await kv.get([name]);
        const last = entry && readGrant(entry.value);
        const held = last !== undefined && last.expiresAtMs > clock.now();
        if (held && last.holder !== holder) return undefined;
        const token = held ? last.token : (last?.token ?? 0) + 1;
        const grant = { holder, token, expiresAtMs: clock.now() + ttlMs };
        if (await swap(kv, name, grant, entry?.revision ?? 0)) return { name, ...grant };
      }
      return undefined;
    },
    async release(lease: Lease) {
      const entry = await kv.get([lease.name]);
      if (entry === undefined) return;
      const last = readGrant(entry.value);
      if (last.token !== lease.token || last.holder !== lease.holder) return;
      // Losing this race means that the lease was renewed or taken meanwhile: nothing is left to release.
      await swap(kv, lease.name, { ...last, expiresAtMs: 0 }, entry.revision);
    },
  };
}

async function swap(kv: Kv, name: string, grant: Grant, expected: number): Promise<boolean> {
  try {
    await kv.put([name], Buffer.from(JSON.stringify(grant)), expected);
    return true;
  } catch (error) {
    if (error instanceof RevisionMismatch) return false;
    throw error;
  }
}

function readGrant(value: Uint8Array): Grant {
  return JSON.parse(Buffer.from(value).toString('utf8')) as Grant;
}
