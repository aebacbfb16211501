/** One file of a log stream: a header line, then one event a line, as JSON. A last line without an end is a torn write. */
import { readFile } from 'node:fs/promises';
import type { LogEvent, StoredEvent } from './log-store.ts';

export type SegmentHeader = {
  readonly stream: string;
  /** Of the stream. */
  readonly createdAtMs: number;
  /** Position in the stream of the file's first event. */
  readonly first: number;
};

/** What is known of a segment without reading it again. */
export type Segment = {
  readonly path: string;
  readonly header: SegmentHeader;
  events: number;
  bytes: number;
  firstEventMs: number;
  lastEventMs: number;
  lastIngestedMs: number;
};

export function newSegment(path: string, header: SegmentHeader): Segment {
  return {
    path,
    header,
    events: 0,
    bytes: 0,
    firstEventMs: Number.POSITIVE_INFINITY,
    lastEventMs: Number.NEGATIVE_INFINITY,
    lastIngestedMs: Number.NEGATIVE_INFINITY,
  };
}

export function encodeEvent({ timestampMs, ingestedAtMs, message }: LogEvent): string {
  return `[${timestampMs},${ingestedAtMs},${JSON.stringify(message)}]\n`;
}

export function countEvent(segment: Segment, timestampMs: number, ingestedAtMs: number): void {
  segment.events += 1;
  segment.firstEventMs = Math.min(segment.firstEventMs, timestampMs);
  segment.lastEventMs = Math.max(segment.lastEventMs, timestampMs);
  segment.lastIngestedMs = Math.max(segment.lastIngestedMs, ingestedAtMs);
}

/** Reads a file that an earlier run left. Undefined if not even its header is whole. */
export async function loadSegment(path: string): Promise<Segment | undefined> {
  const [headerLine, ...lines] = wholeLines(await readFile(path, 'utf8'));
  const header = headerLine === undefined ? undefined : parseHeader(headerLine);
  if (header === undefined) return undefined;
  const segment = newSegment(path, header);
  for (const line of lines) {
    const [, timestamp, ingested] = /^\[(-?\d+),(-?\d+),/.exec(line) ?? [];
    if (timestamp === undefined) segment.events += 1;
    else countEvent(segment, Number(timestamp), Number(ingested));
    segment.bytes += Buffer.byteLength(line) + 1;
  }
  return segment;
}

/** Events from the `skip`-th on, at most `limit`. A line that a crash left unreadable is passed over, its position is not. */
export async function readSegment(segment: Segment, skip: number, limit: number): Promise<StoredEvent[]> {
  const lines = wholeLines(await readFile(segment.path, 'utf8')).slice(1 + skip, 1 + skip + limit);
  return lines.flatMap((line, index) => parseEvent(line, segment.header.first + skip + index));
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
    const header = JSON.parse(line) as SegmentHeader;
    return typeof header.stream === 'string' && typeof header.first === 'number' ? header : undefined;
  } catch {
    return undefined;
  }
}
