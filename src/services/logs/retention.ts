import type { Clock, Timer } from '#ambient';
import type { LogStore, PlatformLog } from '#observe';
import { expireEveryMs } from './limits.ts';
import type { GroupStore } from './records/groups.ts';

type Parts = {
  readonly logs: LogStore;
  readonly groups: GroupStore;
  readonly clock: Clock;
  readonly log: PlatformLog;
};

/** Deletes expired events in the background; reads leave them out at once. What fails is tried again with the next round. */
export class Retention {
  readonly #parts: Parts;
  #timer: Timer;
  #running: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#timer = this.#schedule();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#timer.cancel();
    await this.#running;
  }

  #schedule(): Timer {
    return this.#parts.clock.after(expireEveryMs, () => {
      this.#running = this.#expire().finally(() => {
        if (!this.#closed) this.#timer = this.#schedule();
      });
    });
  }

  async #expire(): Promise<void> {
    const { logs, groups, log } = this.#parts;
    for (const record of groups.all()) {
      if (record.retentionInDays === undefined) continue;
      const { account, region, group } = record;
      await logs.expire(account, region, group, groups.firstKeptMs(record)).catch((error: unknown) => {
        log.warn(`expired log events of ${group} could not be deleted`, { error: String(error) });
      });
    }
  }
}
