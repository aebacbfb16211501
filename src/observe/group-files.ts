import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventBlock, LogEvent, LogPage, StreamSummary } from './log-store.ts';
import type { Segment } from './segment.ts';
import { loadSegment } from './segment-index.ts';
import { StreamFiles } from './stream-files.ts';

type GroupFile = { readonly group: string; readonly createdAtMs: number };

const groupFileName = 'group.json';

/** One log group: a folder with its name and age, and the segments of its streams. What happens in it happens in turn. */
export class GroupFiles {
  readonly name: string;
  readonly #folder: string;
  readonly #streams = new Map<string, StreamFiles>();
  #file: GroupFile | undefined;
  #loaded = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(name: string, folder: string) {
    this.name = name;
    this.#folder = folder;
  }

  stream(name: string, nowMs: number): StreamFiles {
    const present = this.#streams.get(name);
    if (present !== undefined) return present;
    const stream = new StreamFiles(name, this.#folder, nowMs);
    this.#streams.set(name, stream);
    return stream;
  }

  /** Whether there is nothing to remember about it: not on disk and nothing on its way there. */
  get forgettable(): boolean {
    return this.#loaded && this.#file === undefined && this.#streams.size === 0;
  }

  /** Also if its first events are still on their way to the disk. */
  exists(): Promise<boolean> {
    return this.#inTurn(async () => this.#exists);
  }

  /** Undefined if the group does not exist. */
  hasStream(name: string): Promise<boolean | undefined> {
    return this.#inTurn(async () => (this.#exists ? this.#streams.has(name) : undefined));
  }

  /** False if the group exists already. */
  create(nowMs: number): Promise<boolean> {
    return this.#inTurn(async () => {
      if (this.#file !== undefined) return false;
      await this.#create(nowMs);
      return true;
    });
  }

  write(stream: StreamFiles, nowMs: number): ReturnType<StreamFiles['write']> {
    return this.#inTurn(async () => {
      if (this.#file === undefined && stream.pending) await this.#create(stream.createdAtMs);
      return stream.write(nowMs);
    });
  }

  /** Writes to the disk itself. */
  put(stream: StreamFiles, events: readonly LogEvent[], nowMs: number): ReturnType<StreamFiles['put']> {
    return this.#inTurn(async () => {
      if (this.#file === undefined) await this.#create(stream.createdAtMs);
      return stream.put(events, nowMs);
    });
  }

  /** False if the stream exists already. */
  createStream(name: string, nowMs: number): Promise<boolean> {
    return this.#inTurn(async () => {
      if (this.#streams.has(name)) return false;
      if (this.#file === undefined) await this.#create(nowMs);
      try {
        await this.stream(name, nowMs).create();
      } catch (error) {
        this.#streams.delete(name);
        throw error;
      }
      return true;
    });
  }

  /** False if there is no such stream. */
  deleteStream(name: string): Promise<boolean> {
    return this.#inTurn(async () => {
      const stream = this.#streams.get(name);
      this.#streams.delete(name);
      await stream?.delete();
      return stream !== undefined;
    });
  }

  expire(beforeMs: number): Promise<void> {
    return this.#inTurn(async () => {
      for (const stream of this.#streams.values()) await stream.expire(beforeMs);
    });
  }

  /** Undefined if the group does not exist. */
  blocks(streams: ReadonlySet<string> | undefined): Promise<readonly EventBlock[] | undefined> {
    return this.#inTurn(async () => {
      if (this.#file === undefined) return undefined;
      const names = streams ?? this.#streams.keys();
      return [...names].flatMap((name) => this.#streams.get(name)?.blocks() ?? []);
    });
  }

  /** Undefined if there is no such stream. */
  read(name: string, from: number, limit: number): Promise<LogPage | undefined> {
    return this.#inTurn(async () => this.#streams.get(name)?.read(from, limit));
  }

  /** Undefined if the group does not exist. */
  summary(): Promise<{ readonly createdAtMs: number; readonly streams: StreamSummary[] } | undefined> {
    return this.#inTurn(async () => {
      if (this.#file === undefined) return undefined;
      const streams = [...this.#streams.values()].map((stream) => stream.summary());
      return { createdAtMs: this.#file.createdAtMs, streams };
    });
  }

  /** False if the group does not exist. Streams opened before start anew with their next event. */
  delete(): Promise<boolean> {
    return this.#inTurn(async () => {
      const existed = this.#file !== undefined;
      await rm(this.#folder, { recursive: true, force: true });
      this.#file = undefined;
      for (const stream of this.#streams.values()) stream.discard();
      this.#streams.clear();
      return existed;
    });
  }

  get #exists(): boolean {
    return this.#file !== undefined || this.#streams.size > 0;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(async () => {
      if (!this.#loaded) await this.#load();
      return work();
    });
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #create(nowMs: number): Promise<void> {
    const file = { group: this.name, createdAtMs: nowMs };
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeFile(join(this.#folder, groupFileName), `${JSON.stringify(file)}\n`, { mode: 0o600 });
    this.#file = file;
  }

  async #load(): Promise<void> {
    const segments: Segment[] = [];
    for (const name of await readdir(this.#folder).catch(() => [])) {
      if (!name.endsWith('.jsonl')) continue;
      const path = join(this.#folder, name);
      const segment = await loadSegment(path);
      // Without a whole header nothing followed it: the name is free again.
      if (segment === undefined) await rm(path, { force: true });
      else segments.push(segment);
    }
    segments.sort((a, b) => a.header.first - b.header.first);
    this.#file = await readGroupFile(this.#folder);
    const [oldest] = segments;
    // A crash may have cost the group's own file; its streams prove that it exists.
    if (this.#file === undefined && oldest !== undefined) await this.#create(oldest.header.createdAtMs);
    for (const segment of segments)
      this.stream(segment.header.stream, segment.header.createdAtMs).adopt(segment);
    this.#loaded = true;
  }
}

/** Undefined for a folder that is none of ours, or whose creation a crash cut short. */
export async function readGroupFile(folder: string): Promise<GroupFile | undefined> {
  try {
    const file = JSON.parse(await readFile(join(folder, groupFileName), 'utf8')) as GroupFile;
    return typeof file.group === 'string' && typeof file.createdAtMs === 'number' ? file : undefined;
  } catch {
    return undefined;
  }
}
