/**
 * A group's events by time where very many streams have events of the same time. Ordering them takes a block of each at once; beyond a
 * bound that is not done. A span of time is swept instead: some blocks a page, by stream, each page in the order of time in itself.
 */
import type { EventBlock } from '#observe';
import {
  type FoundEvent,
  type GroupId,
  mayHold,
  Nearest,
  type Place,
  placeOf,
  readBlocksByTime,
  type Searched,
  type Wanted,
} from './by-time.ts';
import { blocksPerPageMax, overlappingBlocksMax, pageReadBytesMax } from './limits.ts';

/** What blocks are swept in the order of. */
type BlockKey = readonly [stream: string, position: number];

/** The events of a span, behind `from` and until `lastMs`, in the blocks between two keys; the second one is included. */
export type Sweep = {
  readonly from: Place;
  readonly lastMs: number;
  readonly after: BlockKey;
  readonly until: BlockKey;
};

/** Where a search goes on: a place, of all events or of those being swept. */
export type Resume = { readonly place: Place; readonly sweep?: Sweep | undefined };

export type FoundInGroup = {
  readonly events: readonly FoundEvent[];
  readonly next?: Resume | undefined;
};

type Search = Omit<Wanted, 'direction' | 'from'>;

/** The next wanted events, forward, as `readByTime`. Undefined if there is no such group. */
export async function readGroup(
  searched: Searched,
  id: GroupId,
  search: Search,
  resume: Resume | undefined,
): Promise<FoundInGroup | undefined> {
  const blocks = await searched.logs.blocks(id.account, id.region, id.group, search.streams);
  if (blocks === undefined) return undefined;
  const wanted: Wanted = { ...search, direction: 'forward', from: resume?.place };
  const sweep = resume?.sweep ?? sweepOfCrowd(blocks, wanted);
  if (sweep !== undefined) return readSweep(searched, id, blocks, wanted, sweep);
  const { events, next } = await readBlocksByTime(searched, id, wanted, blocks);
  return { events, next: next === undefined ? undefined : { place: next } };
}

/** Undefined unless too many blocks overlap at the place. The span ends where half of them do: each is read twice or so. */
function sweepOfCrowd(blocks: readonly EventBlock[], wanted: Wanted): Sweep | undefined {
  const { from } = wanted;
  if (from === undefined) return undefined;
  const ends = blocks
    .filter((block) => block.firstEventMs <= from[0] && mayHold(block, wanted))
    .map(({ lastEventMs }) => lastEventMs)
    .sort((a, b) => a - b);
  if (ends.length <= overlappingBlocksMax) return undefined;
  const lastMs = ends[Math.floor(ends.length / 2)] ?? from[0];
  return nextPart(blocks, wanted, { from, lastMs }, ['', -1]);
}

async function readSweep(
  { logs }: Searched,
  id: GroupId,
  blocks: readonly EventBlock[],
  wanted: Wanted,
  sweep: Sweep,
): Promise<FoundInGroup> {
  const lastMs = Math.min(sweep.lastMs, wanted.lastMs);
  const nearest = new Nearest({ ...wanted, lastMs });
  for (const block of spanOf(blocks, wanted, sweep)) {
    if (compare(keyOf(block), sweep.after) <= 0 || compare(keyOf(block), sweep.until) > 0) continue;
    const page = await logs.read({ ...id, stream: block.stream }, block.position, block.events);
    for (const event of page?.events ?? []) nearest.offer({ ...event, stream: block.stream });
  }
  const { events, isFull } = nearest.page();
  const last = events.at(-1);
  if (isFull && last !== undefined) return { events, next: { place: placeOf(last), sweep } };
  const next = nextPart(blocks, wanted, sweep, sweep.until);
  if (next !== undefined) return { events, next: { place: sweep.from, sweep: next } };
  // Times are whole milliseconds: the span is done.
  return { events, next: { place: [sweep.lastMs + 1, -1, '', -1] } };
}

/** The next blocks of a span, as many as one page may read. */
function nextPart(
  blocks: readonly EventBlock[],
  wanted: Wanted,
  { from, lastMs }: Pick<Sweep, 'from' | 'lastMs'>,
  after: BlockKey,
): Sweep | undefined {
  const rest = spanOf(blocks, wanted, { from, lastMs })
    .filter((block) => compare(keyOf(block), after) > 0)
    .sort((a, b) => compare(keyOf(a), keyOf(b)))
    .slice(0, blocksPerPageMax);
  let bytes = 0;
  const isLast = (block: EventBlock): boolean => {
    bytes += block.bytes;
    return bytes >= pageReadBytesMax;
  };
  const until = rest.find(isLast) ?? rest.at(-1);
  return until === undefined ? undefined : { from, lastMs, after, until: keyOf(until) };
}

function spanOf(
  blocks: readonly EventBlock[],
  wanted: Wanted,
  { from, lastMs }: Pick<Sweep, 'from' | 'lastMs'>,
): readonly EventBlock[] {
  return blocks.filter((block) => block.firstEventMs <= lastMs && mayHold(block, { ...wanted, from }));
}

function keyOf({ stream, position }: EventBlock): BlockKey {
  return [stream, position];
}

function compare(a: BlockKey, b: BlockKey): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  return a[1] - b[1];
}
