import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Timer } from '#ambient';
import { GroupFiles, readGroupFile } from './group-files.ts';
import { flushBytes, flushMs, storePendingBytesMax, writesInFlightMax } from './limits.ts';
import type {
  EventBlock,
  GroupSummary,
  LogEvent,
  LogPage,
  LogStore,
  LogStream,
  StreamId,
  StreamSummary,
} from './log-store.ts';
import type { PlatformLog } from './platform-log.ts';
import { safeName } from './safe-name.ts';
import type { StreamFiles } from './stream-files.ts';

type Parts = { readonly folder: string; readonly clock: Clock; readonly log: PlatformLog };

/** Opens the logs below `folder`, which is created with the first event. Nothing is read before it is asked for. */
export function openLogStore(parts: Parts): LogStore {
  return new FileLogStore(parts);
}

class FileLogStore implements LogStore {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #log: PlatformLog;
  /** By folder. */
  readonly #groups = new Map<string, GroupFiles>();
  /** Streams with events in memory. */
  readonly #dirty = new Map<StreamFiles, GroupFiles>();
  readonly #listeners = new Set<(id: StreamId, event: LogEvent) => void>();
  #pendingBytes = 0;
  #timer: Timer | undefined;
  #flushing: Promise<void> = Promise.resolve();
  #failing = false;
  #closed = false;

  constructor({ folder, clock, log }: Parts) {
    this.#folder = folder;
    this.#clock = clock;
    this.#log = log;
  }

  open(id: StreamId): LogStream {
    const { account, region, group: name } = id;
    const folder = this.#folderOf(account, region, name);
    return {
      append: (timestampMs, message) => this.#append(this.#group(folder, name), id, timestampMs, message),
    };
  }

  createGroup(account: string, region: string, group: string): Promise<boolean> {
    return this.#group(this.#folderOf(account, region, group), group).create(this.#clock.now());
  }

  async deleteGroup(account: string, region: string, group: string): Promise<boolean> {
    await this.flush();
    return this.#ask(account, region, group, (files) => files.delete());
  }

  async groups(account: string, region: string): Promise<readonly GroupSummary[]> {
    await this.flush();
    const folder = join(this.#folder, safeName(account), safeName(region));
    const summaries: GroupSummary[] = [];
    for (const name of await readdir(folder).catch(() => [])) {
      const file = await readGroupFile(join(folder, name));
      if (file === undefined) continue;
      const summary = await this.#group(join(folder, name), file.group).summary();
      const bytes = summary?.streams.reduce((sum, stream) => sum + stream.bytes, 0) ?? 0;
      summaries.push({ group: file.group, createdAtMs: file.createdAtMs, bytes });
    }
    return summaries.sort((a, b) => byText(a.group, b.group));
  }

  async streams(
    account: string,
    region: string,
    group: string,
  ): Promise<readonly StreamSummary[] | undefined> {
    await this.flush();
    const summary = await this.#ask(account, region, group, (files) => files.summary());
    return summary?.streams.sort((a, b) => byText(a.stream, b.stream));
  }

  hasGroup(account: string, region: string, group: string): Promise<boolean> {
    return this.#ask(account, region, group, (files) => files.exists());
  }

  hasStream({ account, region, group, stream }: StreamId): Promise<boolean | undefined> {
    return this.#ask(account, region, group, (files) => files.hasStream(stream));
  }

  async read(
    { account, region, group, stream }: StreamId,
    from: number,
    limit: number,
  ): Promise<LogPage | undefined> {
    await this.flush();
    return this.#ask(account, region, group, (files) => files.read(stream, from, limit));
  }

  async blocks(
    account: string,
    region: string,
    group: string,
    streams?: ReadonlySet<string>,
  ): Promise<readonly EventBlock[] | undefined> {
    await this.flush();
    return this.#ask(account, region, group, (files) => files.blocks(streams));
  }

  async createStream({ account, region, group, stream }: StreamId): Promise<boolean> {
    const files = this.#group(this.#folderOf(account, region, group), group);
    return files.createStream(stream, this.#clock.now());
  }

  async deleteStream({ account, region, group, stream }: StreamId): Promise<boolean> {
    await this.flush();
    return this.#ask(account, region, group, (files) => files.deleteStream(stream));
  }

  async put(
    id: StreamId,
    events: readonly { readonly timestampMs: number; readonly message: string }[],
  ): Promise<void> {
    const { account, region, group: name } = id;
    const group = this.#group(this.#folderOf(account, region, name), name);
    const ingestedAtMs = this.#clock.now();
    const stored = events.map((event) => ({ ...event, ingestedAtMs }));
    const stream = group.stream(id.stream, ingestedAtMs);
    const { freedBytes, error } = await group.put(stream, stored, ingestedAtMs);
    this.#pendingBytes -= freedBytes;
    if (error !== undefined) throw error;
    for (const event of stored) for (const listener of this.#listeners) listener(id, event);
  }

  expire(account: string, region: string, group: string, beforeMs: number): Promise<void> {
    return this.#ask(account, region, group, (files) => files.expire(beforeMs));
  }

  onEvent(listener: (id: StreamId, event: LogEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  flush(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#flushing = this.#flushing.then(() => this.#writeDirty());
    return this.#flushing;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.flush();
  }

  #folderOf(account: string, region: string, group: string): string {
    return join(this.#folder, safeName(account), safeName(region), safeName(group));
  }

  #group(folder: string, name: string): GroupFiles {
    const present = this.#groups.get(folder);
    if (present !== undefined) return present;
    const group = new GroupFiles(name, folder);
    this.#groups.set(folder, group);
    return group;
  }

  /** For groups that may not exist: does not remember the name if it does not. */
  async #ask<T>(
    account: string,
    region: string,
    name: string,
    ask: (group: GroupFiles) => Promise<T>,
  ): Promise<T> {
    const folder = this.#folderOf(account, region, name);
    const group = this.#group(folder, name);
    const answer = await ask(group);
    if (group.forgettable) this.#groups.delete(folder);
    return answer;
  }

  #append(group: GroupFiles, id: StreamId, timestampMs: number, message: string): void {
    if (message === '') return;
    const ingestedAtMs = this.#clock.now();
    const event = { timestampMs, ingestedAtMs, message };
    for (const listener of this.#listeners) listener(id, event);
    const stream = group.stream(id.stream, ingestedAtMs);
    this.#dirty.set(stream, group);
    const before = stream.pendingBytes;
    if (this.#closed || this.#pendingBytes >= storePendingBytesMax) stream.drop();
    else this.#pendingBytes += stream.append(event);
    // Once on the way up: a disk that is slow or fails is not asked again for every event.
    if (before < flushBytes && stream.pendingBytes >= flushBytes) {
      void this.flush();
      return;
    }
    this.#timer ??= this.#clock.after(flushMs, () => {
      this.#timer = undefined;
      void this.flush();
    });
  }

  async #writeDirty(): Promise<void> {
    const streams = [...this.#dirty];
    this.#dirty.clear();
    const queue = streams.values();
    const lane = async (): Promise<void> => {
      for (const [stream, group] of queue) await this.#write(stream, group);
    };
    await Promise.all(Array.from({ length: writesInFlightMax }, lane));
  }

  async #write(stream: StreamFiles, group: GroupFiles): Promise<void> {
    const { freedBytes, error } = await group.write(stream, this.#clock.now()).catch((cause: Error) => {
      // Its folder cannot be had: the events wait, within their bound, for the next flush.
      this.#dirty.set(stream, group);
      return { freedBytes: 0, error: cause };
    });
    this.#pendingBytes -= freedBytes;
    if (error !== undefined && !this.#failing) {
      this.#log.error('function logs cannot be written', { group: group.name, error: error.message });
    }
    this.#failing = error !== undefined;
  }
}

/** By code units, as AWS sorts ASCII names. */
function byText(a: string, b: string): number {
  return a < b ? -1 : 1;
}
