import type { PlatformLog } from '#observe';
import { denialsLoggedMax } from '../limits.ts';

/** Logs what AWS would have refused, every distinct refusal once: each answer bears it, the log need not repeat it. */
export function denialLog(log: PlatformLog): (reason: string) => void {
  const logged = new Set<string>();
  return (reason) => {
    if (logged.has(reason)) return;
    if (logged.size >= denialsLoggedMax) logged.clear();
    logged.add(reason);
    log.warn(`AWS would refuse this invocation: ${reason}`);
  };
}
