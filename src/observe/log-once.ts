import { linesRememberedMax } from './limits.ts';
import type { PlatformLog } from './platform-log.ts';

/** Warns of each thing once, however often it happens: what strangers can bring about must not fill the log. */
export function logOnce(log: Pick<PlatformLog, 'warn'>): (line: string) => void {
  const logged = new Set<string>();
  return (line) => {
    if (logged.has(line)) return;
    if (logged.size >= linesRememberedMax) logged.clear();
    logged.add(line);
    log.warn(line);
  };
}
