/** One file of a log stream: a header line, then one event a line, as JSON. A last line without an end is a torn write. */
import { open } from 'node:fs/promises';
import { blockBytesMax, blockEventsMax } from './limits.ts';
import type { LogEvent, StoredEvent } from './log-store.ts';

export type SegmentHeader = {
  readonly stream: string;
  /** Of the stream. */
  readonly createdAtMs: number;
  /** Position in the stream of the file's first event. */
  readonly first: number;
};

const lineEnd = 0x0a;
/** What a line's times take at most. */
const timesBytesMax = 48;

/** A run of events; `offset` is where it begins in the file, `first` counts the events before it. */
export type Block = {
  readonly offset: number;
  readonly first: number;
  bytes: number;
  events: number;
  firstEventMs: number;
  lastEventMs: number;
};

/** What is known of a segment without reading it again. */
export type Segment = {
  readonly path: string;
  readonly header: SegmentHeader;
  /** The index: where what is and of what time, in file order. */
  readonly blocks: Block[];
  events: number;
  /** Of the file. */
  bytes: number;
  lastIngestedMs: number;
};

export function newSegment(path: string, header: SegmentHeader): Segment {
  const bytes = Buffer.byteLength(encodeHeader(header));
  return { path, header, blocks: [], events: 0, bytes, lastIngestedMs: Number.NEGATIVE_INFINITY };
}

export function encodeHeader(header: SegmentHeader): string {
  return `${JSON.stringify(header)}\n`;
}

export function encodeEvent({ timestampMs, ingestedAtMs, message }: LogEvent): string {
  return `[${timestampMs},${ingestedAtMs},${JSON.stringify(message)}]\n`;
}

/** Takes a line of `bytes` into the index; `times` is absent for one that cannot be read, whose position stays empty. */
export function countLine(
  segment: Segment,
  bytes: number,
  times?: { readonly timestampMs: number; readonly ingestedAtMs: number },
): void {
  let block = segment.blocks.at(-1);
  if (block === undefined || block.events === blockEventsMax || block.bytes >= blockBytesMax) {
    block = {
      offset: segment.bytes,
      first: segment.events,
      bytes: 0,
      events: 0,
      firstEventMs: Number.POSITIVE_INFINITY,
      lastEventMs: Number.NEGATIVE_INFINITY,
    };
    segment.blocks.push(block);
  }
  block.events += 1;
  block.bytes += bytes;
  segment.events += 1;
  segment.bytes += bytes;
  if (times === undefined) return;
  block.firstEventMs = Math.min(block.firstEventMs, times.timestampMs);
  block.lastEventMs = Math.max(block.lastEventMs, times.timestampMs);
  segment.lastIngestedMs = Math.max(segment.lastIngestedMs, times.ingestedAtMs);
}

/** The segment whose file has these bytes. Undefined if not even its header is whole. */
export function parseSegment(path: string, bytes: Buffer): Segment | undefined {
  const headerEnd = bytes.indexOf(lineEnd);
  const header = headerEnd === -1 ? undefined : parseHeader(bytes.toString('utf8', 0, headerEnd));
  if (header === undefined) return undefined;
  const segment = { ...newSegment(path, header), bytes: headerEnd + 1 };
  let start = headerEnd + 1;
  for (let end = bytes.indexOf(lineEnd, start); end !== -1; end = bytes.indexOf(lineEnd, start)) {
    countLine(
      segment,
      end + 1 - start,
      timesIn(bytes.toString('latin1', start, Math.min(end, start + timesBytesMax))),
    );
    start = end + 1;
  }
  return segment;
}

function timesIn(line: string): Pick<LogEvent, 'timestampMs' | 'ingestedAtMs'> | undefined {
  const [, timestamp, ingested] = /^\[(-?\d+),(-?\d+),/.exec(line) ?? [];
  return timestamp === undefined
    ? undefined
    : { timestampMs: Number(timestamp), ingestedAtMs: Number(ingested) };
}

/** Events from the `skip`-th on, at most `limit`. A line that a crash left unreadable is passed over, its position is not. */
export async function readSegment(segment: Segment, skip: number, limit: number): Promise<StoredEvent[]> {
  const { blocks } = segment;
  const from = blocks.findLast(({ first }) => first <= skip);
  if (from === undefined || limit <= 0) return [];
  const to = blocks.find(({ first }) => first >= skip + limit);
  const text = await readRange(segment.path, from.offset, to?.offset ?? segment.bytes);
  const first = skip - from.first;
  const lines = wholeLines(text).slice(first, first + limit);
  return lines.flatMap((line, index) => parseEvent(line, segment.header.first + skip + index));
}

async function readRange(path: string, start: number, end: number): Promise<string> {
  const file = await open(path);
  try {
    const bytes = Buffer.allocUnsafe(end - start);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
    return bytes.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

function wholeLines(text: string): string[] {
  const lines = text.split('\n');
  lines.pop();
  return lines;
}

function parseEvent(line: string, position: number): StoredEvent[] {
  try {
    const [timestampMs, ingestedAtMs, message] = JSON.parse(line) as [number, number, string];
    return [{ timestampMs, ingestedAtMs, message, position }];
  } catch {
    return [];
  }
}

function parseHeader(line: string): SegmentHeader | undefined {
  try {
    const header: unknown = JSON.parse(line);
    return isHeader(header) ? header : undefined;
  } catch {
    return undefined;
  }
}

export function isHeader(value: unknown): value is SegmentHeader {
  const header = (value ?? {}) as Partial<SegmentHeader>;
  return typeof header.stream === 'string' && typeof header.first === 'number';
}
