import type { Clock, Timer } from '#ambient';
import {
  type Document,
  type Documents,
  type Fabric,
  type Key,
  openDocuments,
  RevisionMismatch,
} from '#fabric';
import type { PlatformLog } from '../platform-log.ts';
import { type Architecture, priceOf } from './prices.ts';

const bucket = 'usage';
/** How long usage waits in memory before it is written: what a crash may lose. */
const flushMs = 5_000;
/** Functions and days that wait to be written; what comes on top is added to the day's other functions' line. */
const pendingMax = 20_000;
const writeAttemptsMax = 16;
/** Lines read in one step. */
const pageMax = 500;
/** Days that are kept. */
const daysKept = 400;
const dayMs = 24 * 60 * 60 * 1000;

/** Whose usage it is. */
export type UsageOf = {
  readonly account: string;
  readonly region: string;
  readonly functionName: string;
  readonly architecture: Architecture;
};

/** In the units AWS bills. */
export type Used = {
  readonly requests: number;
  readonly gbSeconds: number;
  /** Of `/tmp` beyond 512 MB. */
  readonly ephemeralGbSeconds: number;
  /** Allocated, whether used or not. */
  readonly provisionedGbSeconds: number;
  /** Of invocations in provisioned environments; not in `gbSeconds`. */
  readonly provisionedDurationGbSeconds: number;
  /** Of responses that are read while they come, what each has beyond the first 6 MB. */
  readonly streamedGb: number;
};

/** One line of the bill: a function on a day in UTC. */
export type UsageLine = UsageOf & Used & { readonly day: string; readonly usd: number };

export type UsageMeter = {
  /** Never waits and never throws. Members left out are 0. */
  add(of: UsageOf, used: Partial<Used>): void;
  /** Lines of the days from `fromDay` to `toDay` (`2026-01-31`), both included, by day and function; includes what was just added. */
  lines(fromDay: string, toDay: string): Promise<readonly UsageLine[]>;
  close(): Promise<void>;
};

/** Units that are metered since an entry was stored are absent in it. */
type Entry = UsageOf & { readonly day: string; readonly used: Partial<Used> };

const none: Used = {
  requests: 0,
  gbSeconds: 0,
  ephemeralGbSeconds: 0,
  provisionedGbSeconds: 0,
  provisionedDurationGbSeconds: 0,
  streamedGb: 0,
};

/** GB-seconds of `milliseconds`, rounded up to whole ones as AWS bills them. */
export function gbSecondsOf(mebibytes: number, milliseconds: number): number {
  return ((mebibytes / 1024) * Math.ceil(milliseconds)) / 1000;
}

/** Adds usage up in memory and writes it every few seconds. */
export function openUsageMeter(parts: {
  readonly fabric: Fabric;
  readonly clock: Clock;
  readonly log: PlatformLog;
}): UsageMeter {
  return new StoredUsageMeter(parts);
}

class StoredUsageMeter implements UsageMeter {
  readonly #documents: Documents<Entry>;
  readonly #clock: Clock;
  readonly #log: PlatformLog;
  #pending = new Map<string, Entry>();
  #timer: Timer | undefined;
  #writing: Promise<void> = Promise.resolve();
  #prunedDay = '';

  constructor({ fabric, clock, log }: { fabric: Fabric; clock: Clock; log: PlatformLog }) {
    this.#documents = openDocuments<Entry>(fabric, bucket);
    this.#clock = clock;
    this.#log = log;
  }

  add(of: UsageOf, used: Partial<Used>): void {
    const day = dayOf(this.#clock.now());
    let whose = of;
    let key = keyOf(day, whose).join(' ');
    if (this.#pending.size >= pendingMax && !this.#pending.has(key)) {
      whose = { ...of, functionName: '(others)' };
      key = keyOf(day, whose).join(' ');
    }
    const before = this.#pending.get(key)?.used ?? none;
    this.#pending.set(key, { ...whose, day, used: sum(before, used) });
    this.#timer ??= this.#clock.after(flushMs, () => {
      this.#timer = undefined;
      void this.#flush();
    });
  }

  async lines(fromDay: string, toDay: string): Promise<readonly UsageLine[]> {
    await this.#flush();
    const lines: UsageLine[] = [];
    // Keys begin with the day: the first one is the oldest.
    for await (const { value } of this.#stored()) {
      const { used: stored, ...rest } = value;
      const used = sum(none, stored);
      if (value.day > toDay) break;
      if (value.day >= fromDay) lines.push({ ...rest, ...used, usd: priceOf(value.architecture, used) });
    }
    return lines;
  }

  async close(): Promise<void> {
    this.#timer?.cancel();
    await this.#flush();
  }

  #flush(): Promise<void> {
    this.#writing = this.#writing
      .then(() => this.#write())
      .catch((error: unknown) => {
        this.#log.warn('usage could not be written and is tried again', { error: String(error) });
      });
    return this.#writing;
  }

  async #write(): Promise<void> {
    for (const [key, entry] of [...this.#pending]) {
      // What is added meanwhile begins a new entry.
      this.#pending.delete(key);
      try {
        await this.#put(entry);
      } catch (error) {
        const since = this.#pending.get(key)?.used ?? none;
        this.#pending.set(key, { ...entry, used: sum(since, entry.used) });
        throw error;
      }
    }
    await this.#prune();
  }

  async #put(entry: Entry): Promise<void> {
    const key = keyOf(entry.day, entry);
    for (let attempt = 0; attempt < writeAttemptsMax; attempt += 1) {
      const stored = await this.#documents.get(key);
      const used = sum(stored?.value.used ?? none, entry.used);
      try {
        await this.#documents.put(key, { ...entry, used }, stored?.revision ?? 0);
        return;
      } catch (error) {
        if (!(error instanceof RevisionMismatch)) throw error;
      }
    }
    throw new Error('another writer was faster every time');
  }

  /** Once a day. */
  async #prune(): Promise<void> {
    const now = this.#clock.now();
    if (this.#prunedDay === dayOf(now)) return;
    const oldest = dayOf(now - daysKept * dayMs);
    for await (const { key, value } of this.#stored()) {
      if (value.day >= oldest) break;
      await this.#documents.delete(key);
    }
    this.#prunedDay = dayOf(now);
  }

  async *#stored(): AsyncGenerator<Document<Entry>> {
    for (let after: Key | undefined; ; ) {
      const page = await this.#documents.scan([], {
        limit: pageMax,
        ...(after === undefined ? {} : { after }),
      });
      yield* page;
      after = page.at(-1)?.key;
      if (after === undefined || page.length < pageMax) return;
    }
  }
}

/** Days first: a scan goes by time. */
function keyOf(day: string, { account, region, functionName, architecture }: UsageOf): readonly string[] {
  return [day, account, region, functionName, architecture];
}

function sum(a: Partial<Used>, b: Partial<Used>): Used {
  return {
    requests: (a.requests ?? 0) + (b.requests ?? 0),
    gbSeconds: (a.gbSeconds ?? 0) + (b.gbSeconds ?? 0),
    ephemeralGbSeconds: (a.ephemeralGbSeconds ?? 0) + (b.ephemeralGbSeconds ?? 0),
    provisionedGbSeconds: (a.provisionedGbSeconds ?? 0) + (b.provisionedGbSeconds ?? 0),
    provisionedDurationGbSeconds:
      (a.provisionedDurationGbSeconds ?? 0) + (b.provisionedDurationGbSeconds ?? 0),
    streamedGb: (a.streamedGb ?? 0) + (b.streamedGb ?? 0),
  };
}

/** `2026-01-31` */
export function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}
