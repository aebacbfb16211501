import type { Clock, Timer } from '#ambient';
import type { VersionRecord } from '../records/function.ts';

/** A moment on the monotonic clock that moves. Its timer is kept, not cancelled: one that comes too early waits for the later moment. */
export class Deadline {
  readonly #clock: Clock;
  readonly #onPassed: () => void;
  #atMs = Number.POSITIVE_INFINITY;
  #timer: { readonly dueMs: number; readonly timer: Timer } | undefined;

  constructor(clock: Clock, onPassed: () => void) {
    this.#clock = clock;
    this.#onPassed = onPassed;
  }

  get atMs(): number {
    return this.#atMs;
  }

  set(atMs: number): void {
    this.#atMs = atMs;
    if (this.#timer !== undefined && this.#timer.dueMs <= atMs) return;
    this.#timer?.timer.cancel();
    const delayMs = Math.max(0, Math.ceil(atMs - this.#clock.monotonic()));
    this.#timer = { dueMs: atMs, timer: this.#clock.after(delayMs, () => this.#onTimer()) };
  }

  /** Nothing is due until it is set again. */
  suspend(): void {
    this.#atMs = Number.POSITIVE_INFINITY;
  }

  cancel(): void {
    this.suspend();
    this.#timer?.timer.cancel();
    this.#timer = undefined;
  }

  #onTimer(): void {
    this.#timer = undefined;
    if (this.#atMs === Number.POSITIVE_INFINITY) return;
    if (this.#clock.monotonic() < this.#atMs) this.set(this.#atMs);
    else this.#onPassed();
  }
}

/**
 * How long an invocation took, as logs, metrics and the bill have it: its timeout at most, however long its end was in coming.
 * Source: Lambda developer guide, metric Duration: no data point is larger than the function's timeout.
 */
export function countedMs(tookMs: number, { timeoutSeconds }: Pick<VersionRecord, 'timeoutSeconds'>): number {
  return Math.min(tookMs, timeoutSeconds * 1000);
}
