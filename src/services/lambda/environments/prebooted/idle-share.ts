import { cpus } from 'node:os';

/** A function that tells which share of this machine's processor time was free since it was last asked. */
export function hostIdleShare(): () => number {
  let last = timesOf();
  return () => {
    const now = timesOf();
    const [idleMs, allMs] = [now.idleMs - last.idleMs, now.allMs - last.allMs];
    last = now;
    // Asked again within one tick of the kernel's clock.
    return allMs <= 0 ? 0 : idleMs / allMs;
  };
}

function timesOf(): { readonly idleMs: number; readonly allMs: number } {
  let [idleMs, allMs] = [0, 0];
  for (const { times } of cpus()) {
    idleMs += times.idle;
    allMs += times.user + times.nice + times.sys + times.irq + times.idle;
  }
  return { idleMs, allMs };
}
