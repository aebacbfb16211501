import { readFileSync } from 'node:fs';

/** Peak resident memory of a process in KiB, as getrusage(2) counts it too; undefined where it is gone or the host does not say. */
export function peakMemoryKiB(pid: string): number | undefined {
  try {
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return kib === undefined ? undefined : Number(kib);
  } catch {
    return undefined;
  }
}
