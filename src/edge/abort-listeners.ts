import type { PlatformLog } from '#observe';

/** Who wants to know that a client went away. Most requests have no such listener, and then nothing is kept. */
export class AbortListeners {
  #listeners: (() => void)[] | undefined;
  #aborted = false;

  get aborted(): boolean {
    return this.#aborted;
  }

  /** Calls back at once if the client is gone already. */
  add(listener: () => void): void {
    if (this.#aborted) listener();
    else if (this.#listeners === undefined) this.#listeners = [listener];
    else this.#listeners.push(listener);
  }

  /** Tells every listener, once. One that throws is a bug that must not take the others or the process with it. */
  abort(log: PlatformLog): void {
    this.#aborted = true;
    const listeners = this.#listeners ?? [];
    this.#listeners = undefined;
    for (const listener of listeners) {
      try {
        listener();
      } catch (error) {
        log.error('a door failed to notice that its client went away', { error });
      }
    }
  }
}
