import type { Clock, Timer } from '#ambient';
import { type Fabric, sweepBlobs } from '#fabric';
import type { PlatformLog } from '#observe';

/** Longer than any request may take between storing a blob and the record that names it. */
const orphanAgeMs = 60 * 60 * 1000;
const sweepEveryMs = 60 * 60 * 1000;
/** The first sweep waits until a start has settled. */
const firstSweepAfterMs = 60 * 1000;

type Parts = {
  readonly fabric: Fabric;
  readonly clock: Clock;
  readonly log: PlatformLog;
  readonly liveBlobs: () => Promise<ReadonlySet<string>>;
};

/** Removes, in the background, blobs that a crash left without a record. A sweep that fails is tried again with the next. */
export class BlobSweep {
  readonly #parts: Parts;
  #timer: Timer;
  #running: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#timer = parts.clock.after(firstSweepAfterMs, () => this.#run());
  }

  #run(): void {
    this.#running = this.#sweep().finally(() => {
      if (!this.#closed) this.#timer = this.#parts.clock.after(sweepEveryMs, () => this.#run());
    });
  }

  async #sweep(): Promise<void> {
    const { fabric, clock, log, liveBlobs } = this.#parts;
    try {
      const live = await liveBlobs();
      const deleted = await sweepBlobs(fabric, (digest) => live.has(digest), orphanAgeMs, clock);
      if (deleted > 0) log.info(`removed ${deleted} stored blobs that nothing names any more`);
    } catch (error) {
      log.warn(`sweeping blobs failed: ${error instanceof Error ? error.message : error}`);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#timer.cancel();
    await this.#running;
  }
}
