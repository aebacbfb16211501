import { queueWindowMessagesMax } from '../limits.ts';
import { SortedMap } from '../sorted-map.ts';
import { endPosition, type Waiting } from './queue-rows.ts';

/**
 * The waiting messages of one key: the first ones in memory, the others in the store. Every stored message up to `#frontier`
 * is in memory or in flight; those behind it are loaded when the ones in memory are used up.
 */
export class KeyLane {
  readonly key: string;
  inFlight = 0;
  /** Where the schedule keeps this lane while its first message is not yet due. */
  wakeAt: string | undefined;
  readonly #window = new SortedMap<Waiting>();
  readonly #load: (behind: string, limit: number) => readonly Waiting[];
  readonly #isInFlight: (id: string) => boolean;
  #frontier = '';

  constructor(
    key: string,
    load: (behind: string, limit: number) => readonly Waiting[],
    isInFlight: (id: string) => boolean,
  ) {
    this.key = key;
    this.#load = load;
    this.#isInFlight = isInFlight;
  }

  /** The message that is due first. */
  first(): Waiting | undefined {
    while (this.#window.size === 0 && this.#frontier !== endPosition) this.#fill();
    return this.#window.first()?.[1];
  }

  /** Adds a message that is in the store too. */
  add(waiting: Waiting): void {
    if (waiting.position > this.#frontier || this.#window.get(waiting.position)) return;
    this.#window.set(waiting.position, waiting);
    if (this.#window.size <= queueWindowMessagesMax) return;
    const last = this.#window.last();
    if (last === undefined) return;
    this.#window.delete(last[0]);
    this.#frontier = this.#window.last()?.[0] ?? '';
  }

  remove(waiting: Waiting): void {
    this.#window.delete(waiting.position);
  }

  #fill(): void {
    const loaded = this.#load(this.#frontier, queueWindowMessagesMax);
    for (const waiting of loaded) {
      if (!this.#isInFlight(waiting.id)) this.#window.set(waiting.position, waiting);
    }
    const last = loaded.at(-1);
    this.#frontier =
      last === undefined || loaded.length < queueWindowMessagesMax ? endPosition : last.position;
  }
}
