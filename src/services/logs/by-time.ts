/** A group's events in the order of time, out of the blocks that its index names: what a page does not need is not read. */
import type { Clock } from '#ambient';
import type { EventBlock, LogStore, StoredEvent } from '#observe';
import {
  blocksPerPageMax,
  eventOverheadBytes,
  eventsPageBytesMax,
  pageReadBytesMax,
  pageSearchMsMax,
} from './limits.ts';

export type GroupId = { readonly account: string; readonly region: string; readonly group: string };

export type FoundEvent = StoredEvent & { readonly stream: string };

/** What orders events of several streams. Places lie between events too. */
export type Place = readonly [timestampMs: number, ingestedAtMs: number, stream: string, position: number];

export type Direction = 'forward' | 'backward';

export type Wanted = {
  readonly direction: Direction;
  /** Only events behind it, in the direction; undefined begins at the end. */
  readonly from?: Place | undefined;
  /** Both included. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** Of the answer, besides that of its bytes. */
  readonly limit: number;
  /** Absent: all streams. */
  readonly streams?: ReadonlySet<string> | undefined;
  readonly keeps: (event: FoundEvent) => boolean;
};

export type Found = {
  /** In the direction, the nearest first. */
  readonly events: readonly FoundEvent[];
  /** Where the rest begins; undefined if there is none. */
  readonly next?: Place;
};

/** Where events are searched for. */
export type Searched = {
  readonly logs: Pick<LogStore, 'blocks' | 'read'>;
  readonly clock: Pick<Clock, 'monotonic'>;
};

/**
 * The nearest wanted events, as many as one answer holds. What it reads and how long it searches is bounded: then the answer may hold
 * fewer events, or none, and a `next`. Undefined if there is no such group.
 */
export async function readByTime(
  searched: Searched,
  id: GroupId,
  wanted: Wanted,
): Promise<Found | undefined> {
  const { account, region, group } = id;
  const all = await searched.logs.blocks(account, region, group, wanted.streams);
  return all === undefined ? undefined : readBlocksByTime(searched, id, wanted, all);
}

/** The same out of the blocks that the index names. */
export async function readBlocksByTime(
  { logs, clock }: Searched,
  id: GroupId,
  wanted: Wanted,
  all: readonly EventBlock[],
): Promise<Found> {
  const { direction, from } = wanted;
  const blocks = all
    .filter((block) => mayHold(block, wanted))
    .sort((a, b) => orderOf(direction, nearEdge(a, direction), nearEdge(b, direction)));
  const nearest = new Nearest(wanted);
  const endsAtMs = clock.monotonic() + pageSearchMsMax;
  let bytesRead = 0;
  for (const [index, block] of blocks.entries()) {
    const edgeMs = nearEdge(block, direction);
    if (nearest.isComplete(edgeMs)) break;
    // Everything nearer than this block's edge was seen, so a page may end here.
    const fresh = from === undefined || orderOf(direction, edgeMs, from[0]) > 0;
    const isEnough =
      index >= blocksPerPageMax || bytesRead >= pageReadBytesMax || clock.monotonic() >= endsAtMs;
    if (isEnough && index > 0 && fresh) return cut(nearest, edgeMs, direction);
    bytesRead += block.bytes;
    const page = await logs.read({ ...id, stream: block.stream }, block.position, block.events);
    for (const event of page?.events ?? []) nearest.offer({ ...event, stream: block.stream });
  }
  const { events, isFull } = nearest.page();
  const last = events.at(-1);
  return isFull && last !== undefined ? { events, next: placeOf(last) } : { events };
}

export function placeOf({ timestampMs, ingestedAtMs, stream, position }: FoundEvent): Place {
  return [timestampMs, ingestedAtMs, stream, position];
}

function cut(nearest: Nearest, edgeMs: number, direction: Direction): Found {
  const events = nearest
    .page()
    .events.filter(({ timestampMs }) => orderOf(direction, timestampMs, edgeMs) < 0);
  // Before the first, or behind the last, event of that time.
  const far = direction === 'forward' ? -1 : Number.MAX_SAFE_INTEGER;
  return { events, next: [edgeMs, far, '', far] };
}

export function mayHold(
  { firstEventMs, lastEventMs }: EventBlock,
  { direction, from, firstMs, lastMs }: Wanted,
): boolean {
  if (lastEventMs < firstMs || firstEventMs > lastMs) return false;
  if (from === undefined) return true;
  return direction === 'forward' ? lastEventMs >= from[0] : firstEventMs <= from[0];
}

/** Where a block begins in the direction. */
function nearEdge({ firstEventMs, lastEventMs }: EventBlock, direction: Direction): number {
  return direction === 'forward' ? firstEventMs : lastEventMs;
}

function orderOf(direction: Direction, a: number, b: number): number {
  return direction === 'forward' ? a - b : b - a;
}

/** Keeps what fits on one page of all offered events: memory does not grow with the group. */
export class Nearest {
  #events: FoundEvent[] = [];
  #bytes = 0;
  /** The nearest event that is known to have no place on the page. */
  #end: Place | undefined;
  readonly #wanted: Wanted;

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
  }

  offer(event: FoundEvent): void {
    const { firstMs, lastMs, from, keeps, limit } = this.#wanted;
    if (event.timestampMs < firstMs || event.timestampMs > lastMs) return;
    const place = placeOf(event);
    if (from !== undefined && this.#compare(place, from) <= 0) return;
    if (this.#end !== undefined && this.#compare(place, this.#end) >= 0) return;
    if (!keeps(event)) return;
    this.#events.push(event);
    this.#bytes += bytesOf(event);
    // Not for each event: sorting costs.
    if (this.#events.length > 2 * limit || this.#bytes > 2 * eventsPageBytesMax) this.#trim();
  }

  /** Whether no event from `edgeMs` on has a place on the page. */
  isComplete(edgeMs: number): boolean {
    if (this.#events.length > this.#wanted.limit || this.#bytes > eventsPageBytesMax) this.#trim();
    return this.#end !== undefined && orderOf(this.#wanted.direction, this.#end[0], edgeMs) < 0;
  }

  /** The nearest first; `isFull` if there were more. */
  page(): { readonly events: readonly FoundEvent[]; readonly isFull: boolean } {
    this.#trim();
    return { events: this.#events, isFull: this.#end !== undefined };
  }

  /** One event fits always, however large. */
  #trim(): void {
    this.#events.sort((a, b) => this.#compare(placeOf(a), placeOf(b)));
    this.#bytes = 0;
    for (const [index, event] of this.#events.entries()) {
      const bytes = this.#bytes + bytesOf(event);
      if (index > 0 && (index >= this.#wanted.limit || bytes > eventsPageBytesMax)) {
        this.#end = placeOf(event);
        this.#events.length = index;
        return;
      }
      this.#bytes = bytes;
    }
  }

  #compare(a: Place, b: Place): number {
    return this.#wanted.direction === 'forward' ? comparePlaces(a, b) : comparePlaces(b, a);
  }
}

/** As an answer's limit counts them. */
function bytesOf({ message }: FoundEvent): number {
  return Buffer.byteLength(message) + eventOverheadBytes;
}

function comparePlaces(a: Place, b: Place): number {
  if (a[0] !== b[0]) return a[0] - b[0];
  if (a[1] !== b[1]) return a[1] - b[1];
  if (a[2] !== b[2]) return a[2] < b[2] ? -1 : 1;
  return a[3] - b[3];
}
