import { telemetryHeldBytesMax } from '../limits.ts';

/** The bytes that the subscribers of one environment hold together: each no more than stay free, so that a slow one leaves room for others. */
export class SharedBuffer {
  #free = telemetryHeldBytesMax;

  /** False when a subscriber that holds so much already may have no more. */
  take(bytes: number, held: number): boolean {
    if (held + bytes > this.#free - bytes) return false;
    this.#free -= bytes;
    return true;
  }

  /** Gives back what was taken. */
  give(bytes: number): void {
    this.#free += bytes;
  }
}
