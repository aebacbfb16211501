import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  eventOverheadBytes,
  segmentBytesMax,
  segmentsPerStreamMax,
  streamPendingBytesMax,
} from './limits.ts';
import type { EventBlock, LogEvent, LogPage, StoredEvent, StreamSummary } from './log-store.ts';
import { safeName } from './safe-name.ts';
import { countLine, encodeEvent, encodeHeader, newSegment, readSegment, type Segment } from './segment.ts';
import { removeSegment, writeIndex } from './segment-index.ts';

/** One stream: events that wait in memory, and the segments on disk. Its group runs one `write` or `read` at a time. */
export class StreamFiles {
  readonly name: string;
  readonly #folder: string;
  /** Oldest first. */
  readonly #segments: Segment[] = [];
  #createdAtMs: number;
  #pending: LogEvent[] = [];
  #pendingBytes = 0;
  #dropped = 0;
  /** Position after the newest event on disk. */
  #end = 0;
  /** The segment that this process appends to: never one that an earlier run may have left torn. */
  #open: Segment | undefined;

  constructor(name: string, folder: string, createdAtMs: number) {
    this.name = name;
    this.#folder = folder;
    this.#createdAtMs = createdAtMs;
  }

  /** A segment found on disk; in the order of their positions. */
  adopt(segment: Segment): void {
    this.#segments.push(segment);
    this.#createdAtMs = segment.header.createdAtMs;
    this.#end = segment.header.first + segment.events;
  }

  /** Returns by how many bytes the memory in use grew: 0 if the event was dropped. */
  append(event: LogEvent): number {
    const bytes = event.message.length + eventOverheadBytes;
    if (this.#pendingBytes + bytes > streamPendingBytesMax) {
      this.drop();
      return 0;
    }
    this.#pending.push(event);
    this.#pendingBytes += bytes;
    return bytes;
  }

  /** Counts an event that is not kept; the stream will say how many there were. */
  drop(events = 1): void {
    this.#dropped += events;
  }

  get createdAtMs(): number {
    return this.#createdAtMs;
  }

  /** Whether `write` has anything to do. */
  get pending(): boolean {
    return this.#pending.length > 0 || this.#dropped > 0;
  }

  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Its group was deleted: nothing of it is kept, and what still holds this object writes into the void. */
  discard(): void {
    this.#pending = [];
    this.#dropped = 0;
    this.#segments.length = 0;
    this.#open = undefined;
  }

  /** Moves everything pending to disk. If that fails it is dropped and counted, since memory must not grow. Returns the bytes freed. */
  async write(nowMs: number): Promise<{ readonly freedBytes: number; readonly error?: Error }> {
    const events = this.#pending;
    const freedBytes = this.#pendingBytes;
    this.#pending = [];
    this.#pendingBytes = 0;
    if (this.#dropped > 0) events.push(droppedEvent(this.#dropped, nowMs));
    const dropped = this.#dropped;
    this.#dropped = 0;
    try {
      if (events.length > 0) await this.#writeEvents(events);
      return { freedBytes };
    } catch (error) {
      this.drop(dropped === 0 ? events.length : dropped + events.length - 1);
      return { freedBytes, error: error as Error };
    }
  }

  /** Only after `write`: what is still in memory is not seen. */
  async read(from: number, limit: number): Promise<LogPage> {
    const first = this.#segments[0]?.header.first ?? this.#end;
    const events: StoredEvent[] = [];
    let next = Math.min(Math.max(from, first), this.#end);
    for (const segment of this.#segments) {
      const segmentEnd = segment.header.first + segment.events;
      if (segmentEnd <= next || events.length >= limit) continue;
      const skip = Math.max(0, next - segment.header.first);
      const wanted = limit - events.length;
      events.push(...(await readSegment(segment, skip, wanted)));
      next = Math.min(segmentEnd, segment.header.first + skip + wanted);
    }
    return { events, next, first, end: this.#end };
  }

  summary(): StreamSummary {
    const { name: stream } = this;
    const blocks = this.blocks();
    const bytes = this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
    const createdAtMs = this.#createdAtMs;
    if (blocks.length === 0) return { stream, createdAtMs, bytes };
    return {
      stream,
      createdAtMs,
      firstEventMs: Math.min(...blocks.map(({ firstEventMs }) => firstEventMs)),
      lastEventMs: Math.max(...blocks.map(({ lastEventMs }) => lastEventMs)),
      lastIngestedMs: Math.max(...this.#segments.map(({ lastIngestedMs }) => lastIngestedMs)),
      bytes,
    };
  }

  /** The index of what is on disk, in the order of positions. */
  blocks(): EventBlock[] {
    const blocks: EventBlock[] = [];
    for (const { header, blocks: own } of this.#segments) {
      for (const { first, events, bytes, firstEventMs, lastEventMs } of own) {
        const position = header.first + first;
        if (firstEventMs <= lastEventMs)
          blocks.push({ stream: this.name, position, events, bytes, firstEventMs, lastEventMs });
      }
    }
    return blocks;
  }

  /** Makes the stream exist on disk before its first event. */
  async create(): Promise<void> {
    if (this.#segments.length === 0) await this.#newSegment();
  }

  /** Writes events to the disk itself, after what was pending. `error` if they are not kept. Returns the bytes freed. */
  async put(
    events: readonly LogEvent[],
    nowMs: number,
  ): Promise<{ readonly freedBytes: number; readonly error?: Error }> {
    const { freedBytes } = await this.write(nowMs);
    try {
      await this.#writeEvents(events, { flush: true });
      return { freedBytes };
    } catch (error) {
      return { freedBytes, error: error as Error };
    }
  }

  /** Deletes segments all of whose events are older. The newest one stays: a stream exists without events too. */
  async expire(beforeMs: number): Promise<void> {
    const isOld = ({ blocks }: Segment) => blocks.every(({ lastEventMs }) => lastEventMs < beforeMs);
    while (this.#segments.length > 0) {
      const [oldest] = this.#segments;
      if (oldest === undefined || oldest.events === 0 || !isOld(oldest)) return;
      if (this.#segments.length === 1) await this.#newSegment();
      this.#segments.shift();
      await removeSegment(oldest);
    }
  }

  /** Deletes its files and forgets it. */
  async delete(): Promise<void> {
    for (const segment of this.#segments) await removeSegment(segment);
    this.discard();
  }

  async #writeEvents(
    events: readonly LogEvent[],
    options: { readonly flush: boolean } = { flush: false },
  ): Promise<void> {
    const lines = events.map(encodeEvent);
    try {
      const present = this.#open;
      const segment =
        present === undefined || present.bytes >= segmentBytesMax ? await this.#newSegment() : present;
      await appendFile(segment.path, lines.join(''), options);
      for (const [index, event] of events.entries())
        countLine(segment, Buffer.byteLength(lines[index] ?? ''), event);
    } catch (error) {
      // Half a line may be in the file now: the next write opens another one, and the positions of these events stay empty.
      this.#open = undefined;
      throw error;
    } finally {
      this.#end += events.length;
    }
  }

  async #newSegment(): Promise<Segment> {
    const header = { stream: this.name, createdAtMs: this.#createdAtMs, first: this.#end };
    const position = String(this.#end).padStart(16, '0');
    const path = join(this.#folder, `${safeName(this.name)}.${position}.jsonl`);
    // One that an earlier run left without events has the same place, and is written anew.
    if (this.#segments.at(-1)?.path === path) this.#segments.pop();
    await writeFile(path, encodeHeader(header), { mode: 0o600 });
    const segment = newSegment(path, header);
    this.#segments.push(segment);
    const full = this.#open;
    this.#open = segment;
    if (full !== undefined) await writeIndex(full, full.bytes);
    while (this.#segments.length > segmentsPerStreamMax) {
      const oldest = this.#segments.shift();
      if (oldest !== undefined) await removeSegment(oldest);
    }
    return segment;
  }
}

function droppedEvent(events: number, nowMs: number): LogEvent {
  const message = `[Lambent] ${events} log events were dropped: they could not be stored.\n`;
  return { timestampMs: nowMs, ingestedAtMs: nowMs, message };
}
