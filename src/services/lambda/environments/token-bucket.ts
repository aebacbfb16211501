/** Allows a burst, and after it so many a second. Time is on the monotonic clock. */
export class TokenBucket {
  #tokens = 0;
  /** Full before it is used. */
  #atMs = Number.NEGATIVE_INFINITY;

  /** Takes a token; false if there is none. Both limits may change from call to call. */
  take(nowMs: number, burst: number, perSecond: number): boolean {
    this.#refill(nowMs, burst, perSecond);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  tokens(nowMs: number, burst: number, perSecond: number): number {
    this.#refill(nowMs, burst, perSecond);
    return this.#tokens;
  }

  #refill(nowMs: number, burst: number, perSecond: number): void {
    this.#tokens =
      this.#atMs === Number.NEGATIVE_INFINITY
        ? burst
        : Math.min(burst, this.#tokens + ((nowMs - this.#atMs) * perSecond) / 1000);
    this.#atMs = nowMs;
  }
}
