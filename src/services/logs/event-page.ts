import type { LogEvent } from '#observe';
import { eventOverheadBytes, eventsPageBytesMax } from './limits.ts';

/** The events of one answer, within its limits. */
export class EventPage<Event extends LogEvent> {
  readonly events: Event[] = [];
  readonly #limit: number;
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** False if the page is full: the event belongs to the next one. */
  add(event: Event): boolean {
    const bytes = Buffer.byteLength(event.message) + eventOverheadBytes;
    const full = this.events.length > 0 && this.#bytes + bytes > eventsPageBytesMax;
    if (full || this.events.length >= this.#limit) return false;
    this.events.push(event);
    this.#bytes += bytes;
    return true;
  }
}
