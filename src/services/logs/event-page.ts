import type { LogEvent } from '#observe';
import { eventOverheadBytes, eventsPageBytesMax } from './limits.ts';

/** The events of one answer, within its limits. */
export class EventPage<Event extends LogEvent> {
  readonly events: Event[] = [];
  readonly #limit: number;
  readonly #keeps: (event: Event) => boolean;
  #bytes = 0;

  constructor(limit: number, keeps: (event: Event) => boolean) {
    this.#limit = limit;
    this.#keeps = keeps;
  }

  /** False if the page is full: the event belongs to the next one. True also for an event that is not wanted. */
  add(event: Event): boolean {
    if (!this.#keeps(event)) return true;
    const bytes = Buffer.byteLength(event.message) + eventOverheadBytes;
    const full = this.events.length > 0 && this.#bytes + bytes > eventsPageBytesMax;
    if (full || this.events.length >= this.#limit) return false;
    this.events.push(event);
    this.#bytes += bytes;
    return true;
  }
}
