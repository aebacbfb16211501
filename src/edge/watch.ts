import type { Clock, Timer } from '#ambient';

/** Something that must not last: a connection's phase, a body on its way in, an answer on its way out. */
export type Watched = {
  /** On the clock's monotonic scale; `Infinity` while nothing is awaited. Written freely, so that a request sets no timer. */
  deadlineMs: number;
  /** Must move the deadline or end what is watched. */
  onDeadline(nowMs: number): void;
};

/** Looks for overdue things at intervals. One timer for all connections, and none while there is no connection. */
export class Watch {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #watched = new Set<Watched>();
  #timer: Timer | undefined;

  constructor(clock: Clock, intervalMs: number) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
  }

  nowMs(): number {
    return this.#clock.monotonic();
  }

  add(watched: Watched): void {
    this.#watched.add(watched);
    this.#timer ??= this.#clock.after(this.#intervalMs, this.#sweep);
  }

  delete(watched: Watched): void {
    this.#watched.delete(watched);
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#watched.clear();
  }

  readonly #sweep = (): void => {
    const nowMs = this.nowMs();
    for (const watched of this.#watched) {
      if (watched.deadlineMs <= nowMs) watched.onDeadline(nowMs);
    }
    this.#timer = this.#watched.size === 0 ? undefined : this.#clock.after(this.#intervalMs, this.#sweep);
  };
}
