/** What an invocation, and what is kept ready for one, uses in the units AWS bills. */
import { gbSecondsOf, type UsageOf, type Used } from '#observe';
import { billedMsOf } from '../environments/platform-lines.ts';
import type { FunctionRecord, VersionRecord } from '../records/function.ts';

/** `/tmp` that costs nothing. Source: Lambda pricing. */
const freeEphemeralMiB = 512;

/** What a streamed response may have before its bytes cost anything, and how many there are to a gigabyte. Source: as above. */
const freeStreamedBytes = 6_291_456;
const bytesPerGb = 1024 ** 3;

export function usageOf(
  { account, region, name: functionName }: FunctionRecord,
  { architecture }: VersionRecord,
): UsageOf {
  return { account, region, functionName, architecture };
}

/** One invocation. `initMs` is of the init before it, if it was an environment's first; `streamedBytes` went out while it ran. */
export function invocationUse(
  { memoryMiB, ephemeralStorageMiB }: VersionRecord,
  isProvisioned: boolean,
  durationMs: number,
  initMs: number | undefined,
  streamedBytes: number,
): Partial<Used> {
  const billedMs = billedMsOf({ durationMs, initMs });
  const gbSeconds = gbSecondsOf(memoryMiB, billedMs);
  return {
    requests: 1,
    ...(isProvisioned ? { provisionedDurationGbSeconds: gbSeconds } : { gbSeconds }),
    ephemeralGbSeconds: gbSecondsOf(Math.max(0, ephemeralStorageMiB - freeEphemeralMiB), billedMs),
    ...(streamedBytes > freeStreamedBytes && {
      streamedGb: (streamedBytes - freeStreamedBytes) / bytesPerGb,
    }),
  };
}

/** Environments kept ready: their number times how long. */
export function allocationUse({ memoryMiB }: VersionRecord, milliseconds: number): Partial<Used> {
  return { provisionedGbSeconds: gbSecondsOf(memoryMiB, milliseconds) };
}
