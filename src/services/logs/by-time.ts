/** A group's events in the order of time, out of the blocks that its index names: what a page does not need is not read. */
import type { EventBlock, LogStore, StoredEvent } from '#observe';
import { blocksPerPageMax } from './limits.ts';

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
  /** Of the answer. */
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

/**
 * The first `limit` wanted events. Reads a bounded number of blocks: then the answer may hold fewer events, or none, and a `next`.
 * Undefined if there is no such group.
 */
export async function readByTime(logs: LogStore, id: GroupId, wanted: Wanted): Promise<Found | undefined> {
  const { account, region, group } = id;
  const all = await logs.blocks(account, region, group, wanted.streams);
  return all === undefined ? undefined : readBlocksByTime(logs, id, wanted, all);
}

/** The same out of the blocks that the index names. */
export async function readBlocksByTime(
  logs: LogStore,
  id: GroupId,
  wanted: Wanted,
  all: readonly EventBlock[],
): Promise<Found> {
  const { direction, from } = wanted;
  const blocks = all
    .filter((block) => mayHold(block, wanted))
    .sort((a, b) => orderOf(direction, nearEdge(a, direction), nearEdge(b, direction)));
  const nearest = new Nearest(wanted);
  for (const [index, block] of blocks.entries()) {
    const edgeMs = nearEdge(block, direction);
    if (nearest.isComplete(edgeMs)) break;
    // Everything nearer than this block's edge was seen, so a page may end here.
    const fresh = from === undefined || orderOf(direction, edgeMs, from[0]) > 0;
    if (index >= blocksPerPageMax && fresh) return cut(nearest, edgeMs, direction);
    const page = await logs.read({ ...id, stream: block.stream }, block.position, block.events);
    for (const event of page?.events ?? []) nearest.offer({ ...event, stream: block.stream });
  }
  const events = nearest.sorted();
  const last = events[wanted.limit - 1];
  const more = events.length > wanted.limit && last !== undefined;
  return more ? { events: events.slice(0, wanted.limit), next: placeOf(last) } : { events };
}

export function placeOf({ timestampMs, ingestedAtMs, stream, position }: FoundEvent): Place {
  return [timestampMs, ingestedAtMs, stream, position];
}

function cut(nearest: Nearest, edgeMs: number, direction: Direction): Found {
  const events = nearest.sorted().filter(({ timestampMs }) => orderOf(direction, timestampMs, edgeMs) < 0);
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

/** Keeps the nearest of all offered events, one more than the page takes: memory does not grow with the group. */
export class Nearest {
  #events: FoundEvent[] = [];
  readonly #wanted: Wanted;
  readonly #count: number;

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
    this.#count = wanted.limit + 1;
  }

  offer(event: FoundEvent): void {
    const { firstMs, lastMs, from, keeps } = this.#wanted;
    if (event.timestampMs < firstMs || event.timestampMs > lastMs) return;
    if (from !== undefined && this.#compare(placeOf(event), from) <= 0) return;
    if (!keeps(event)) return;
    this.#events.push(event);
    if (this.#events.length >= 2 * this.#count) this.#events = this.sorted();
  }

  /** Whether no event from `edgeMs` on can still be nearer than those that are kept. */
  isComplete(edgeMs: number): boolean {
    if (this.#events.length < this.#count) return false;
    this.#events = this.sorted();
    const last = this.#events.at(-1);
    return last !== undefined && orderOf(this.#wanted.direction, last.timestampMs, edgeMs) < 0;
  }

  sorted(): FoundEvent[] {
    return this.#events.sort((a, b) => this.#compare(placeOf(a), placeOf(b))).slice(0, this.#count);
  }

  #compare(a: Place, b: Place): number {
    return this.#wanted.direction === 'forward' ? comparePlaces(a, b) : comparePlaces(b, a);
  }
}

function comparePlaces(a: Place, b: Place): number {
  if (a[0] !== b[0]) return a[0] - b[0];
  if (a[1] !== b[1]) return a[1] - b[1];
  if (a[2] !== b[2]) return a[2] < b[2] ? -1 : 1;
  return a[3] - b[3];
}
