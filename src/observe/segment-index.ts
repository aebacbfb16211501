/** The index of a segment that nothing is appended to any more, in a file beside it, so that a start need not read the segment. */
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { indexedBytesMin } from './limits.ts';
import { isHeader, newSegment, parseSegment, type Segment, type SegmentHeader } from './segment.ts';

/** Of the file's format: any other is not read. */
const version = 1;

/** `[bytes, events, firstEventMs, lastEventMs]`; where a block begins follows from those before it. */
type StoredBlock = readonly [number, number, number, number];

type StoredIndex = {
  readonly version: typeof version;
  /** Of the segment's file: one of another size is another one. */
  readonly fileBytes: number;
  readonly header: SegmentHeader;
  readonly lastIngestedMs: number;
  readonly blocks: readonly StoredBlock[];
};

/** Never throws: without it the segment is read. A crash may leave it torn, and then it counts as none. */
export async function writeIndex(segment: Segment, fileBytes: number): Promise<void> {
  const { path, header, lastIngestedMs } = segment;
  const blocks = segment.blocks.map(
    ({ bytes, events, firstEventMs, lastEventMs }): StoredBlock => [bytes, events, firstEventMs, lastEventMs],
  );
  const index: StoredIndex = { version, fileBytes, header, lastIngestedMs, blocks };
  await writeFile(indexPath(path), JSON.stringify(index), { mode: 0o600 }).catch(() => undefined);
}

/** A segment that an earlier run left, by its index or else by its bytes. Undefined if not even its header is whole. */
export async function loadSegment(path: string): Promise<Segment | undefined> {
  const indexed = await readIndex(path);
  if (indexed !== undefined) return indexed;
  const bytes = await readFile(path);
  const segment = parseSegment(path, bytes);
  if (segment !== undefined && bytes.length >= indexedBytesMin) await writeIndex(segment, bytes.length);
  return segment;
}

/** Undefined where there is none that fits the segment's file. */
async function readIndex(path: string): Promise<Segment | undefined> {
  try {
    const index: unknown = JSON.parse(await readFile(indexPath(path), 'utf8'));
    return isIndexOf((await stat(path)).size, index) ? segmentOf(path, index) : undefined;
  } catch {
    return undefined;
  }
}

/** Deletes a segment. Its index goes first, so that a crash leaves none without a segment. */
export async function removeSegment({ path }: Pick<Segment, 'path'>): Promise<void> {
  await rm(indexPath(path), { force: true });
  await rm(path, { force: true });
}

function indexPath(path: string): string {
  return `${path}.index`;
}

function segmentOf(path: string, { header, lastIngestedMs, blocks }: StoredIndex): Segment {
  const segment = { ...newSegment(path, header), lastIngestedMs };
  for (const [bytes, events, firstEventMs, lastEventMs] of blocks) {
    const { bytes: offset, events: first } = segment;
    segment.blocks.push({ offset, first, bytes, events, firstEventMs, lastEventMs });
    segment.bytes += bytes;
    segment.events += events;
  }
  return segment;
}

function isIndexOf(fileBytes: number, value: unknown): value is StoredIndex {
  const index = (value ?? {}) as Partial<StoredIndex>;
  return (
    index.version === version &&
    index.fileBytes === fileBytes &&
    isHeader(index.header) &&
    Number.isFinite(index.lastIngestedMs) &&
    Array.isArray(index.blocks) &&
    index.blocks.every((block) => Array.isArray(block) && block.length === 4 && block.every(Number.isFinite))
  );
}
