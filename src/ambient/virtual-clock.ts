import type { Clock, Timer } from './clock.ts';

type Pending = { readonly dueMs: number; readonly order: number; readonly callback: () => void };

/** A clock that moves only when told to, so that six hours of retries take milliseconds. For tests. */
export class VirtualClock implements Clock {
  #nowMs: number;
  #order = 0;
  readonly #pending = new Set<Pending>();

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs;
  }

  now(): number {
    return Math.floor(this.#nowMs);
  }

  monotonic(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): Timer {
    const pending = { dueMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, callback };
    this.#pending.add(pending);
    return { cancel: () => this.#pending.delete(pending) };
  }

  /** Moves time forward by `ms`, running what falls due in order and letting promises settle in between. */
  async advance(ms: number): Promise<void> {
    // What is already on its way may still set a timer, and counts from now.
    await settle();
    const endMs = this.#nowMs + ms;
    for (let next = this.#next(endMs); next; next = this.#next(endMs)) {
      this.#pending.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.callback();
      await settle();
    }
    this.#nowMs = endMs;
    await settle();
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#pending.size;
  }

  #next(endMs: number): Pending | undefined {
    let best: Pending | undefined;
    for (const candidate of this.#pending) {
      if (candidate.dueMs > endMs) continue;
      if (
        !best ||
        candidate.dueMs < best.dueMs ||
        (candidate.dueMs === best.dueMs && candidate.order < best.order)
      ) {
        best = candidate;
      }
    }
    return best;
  }
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
