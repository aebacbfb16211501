/** A pending callback of a clock. */
export type Timer = { cancel(): void };

/** Time as an argument (R17): nothing in Lambent reads the system's clock but `systemClock`. */
export type Clock = {
  /** Milliseconds since the Unix epoch, whole. */
  now(): number;
  /** Milliseconds since an arbitrary point, with fractions; only differences mean something. */
  monotonic(): number;
  /** Runs `callback` once, `delayMs` from now. */
  after(delayMs: number, callback: () => void): Timer;
};

/** The machine's own clock. A pending timer keeps the process alive only if `keepsAlive` is asked for. */
export function systemClock({ keepsAlive = false } = {}): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    after(delayMs, callback) {
      const handle = setTimeout(callback, delayMs);
      if (!keepsAlive) handle.unref();
      return { cancel: () => clearTimeout(handle) };
    },
  };
}

/** Waits `delayMs` on the given clock. */
export function delay(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => clock.after(delayMs, resolve));
}
