import type { Clock } from '#ambient';
import type { PlatformLog } from '#observe';

const minuteMs = 60_000;

/** Warns at most `linesPerMinute` times a minute. What was left out is counted in the first line of a later minute. */
export function rateBoundedWarn(
  log: PlatformLog,
  clock: Clock,
  linesPerMinute: number,
): (message: string, fields: Readonly<Record<string, unknown>>) => void {
  let minuteEndMs = clock.monotonic() + minuteMs;
  let lines = 0;
  let leftOut = 0;
  return (message, fields) => {
    if (clock.monotonic() >= minuteEndMs) {
      minuteEndMs = clock.monotonic() + minuteMs;
      lines = 0;
    }
    if (lines >= linesPerMinute) {
      leftOut += 1;
      return;
    }
    lines += 1;
    log.warn(message, leftOut === 0 ? fields : { ...fields, leftOut });
    leftOut = 0;
  };
}
