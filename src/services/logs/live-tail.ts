import type { Clock, Timer } from '#ambient';
import type { LogEvent, LogStore, StreamId } from '#observe';
import { LimitExceededException } from './errors.ts';
import type { Pattern } from './filter-pattern/pattern.ts';
import {
  tailPendingEventsMax,
  tailSessionMs,
  tailSessionsMax,
  tailUpdateCharactersMax,
  tailUpdateEventsMax,
  tailUpdateMs,
} from './limits.ts';

/** What a session watches. */
export type Watched = {
  readonly account: string;
  readonly region: string;
  readonly groups: ReadonlySet<string>;
  /** Of the stream's name. */
  readonly watchesStream: (stream: string) => boolean;
  readonly pattern: Pattern;
};

export type TailedEvent = LogEvent & { readonly id: StreamId };

/** `sampled`: there were more events than an update holds, or than the reader took. */
export type TailUpdate = { readonly events: readonly TailedEvent[]; readonly sampled: boolean };

/** The sessions of Live Tail. While there are none, nothing listens to the log store. */
export class LiveTails {
  readonly #logs: LogStore;
  readonly #clock: Clock;
  readonly #sessions = new Set<Session>();
  #stopListening: (() => void) | undefined;

  constructor(logs: LogStore, clock: Clock) {
    this.#logs = logs;
    this.#clock = clock;
  }

  /** Updates, one a second, until the time of a session is over or the reader leaves. Throws for more than 15 sessions. */
  open(watched: Watched): AsyncIterableIterator<TailUpdate> {
    this.refuseIfFull();
    const session = new Session(watched, this.#clock, () => this.#leave(session));
    this.#sessions.add(session);
    this.#stopListening ??= this.#logs.onEvent((id, event) => {
      for (const each of this.#sessions) each.offer(id, event);
    });
    return session;
  }

  /** Throws where `open` would. */
  refuseIfFull(): void {
    if (this.#sessions.size >= tailSessionsMax) throw new LimitExceededException();
  }

  close(): void {
    for (const session of [...this.#sessions]) session.end();
  }

  #leave(session: Session): void {
    this.#sessions.delete(session);
    if (this.#sessions.size > 0) return;
    this.#stopListening?.();
    this.#stopListening = undefined;
  }
}

class Session implements AsyncIterableIterator<TailUpdate> {
  readonly #watched: Watched;
  readonly #clock: Clock;
  readonly #left: () => void;
  readonly #endsAtMs: number;
  #pending: TailedEvent[] = [];
  #characters = 0;
  #sampled = false;
  #ended = false;
  #wait: { readonly timer: Timer; readonly over: () => void } | undefined;

  constructor(watched: Watched, clock: Clock, left: () => void) {
    this.#watched = watched;
    this.#clock = clock;
    this.#left = left;
    this.#endsAtMs = clock.monotonic() + tailSessionMs;
  }

  offer(id: StreamId, event: LogEvent): void {
    const { account, region, groups, watchesStream, pattern } = this.#watched;
    if (!groups.has(id.group) || id.account !== account || id.region !== region) return;
    if (!watchesStream(id.stream) || pattern.match(event.message) === undefined) return;
    this.#pending.push({ ...event, id });
    this.#characters += event.message.length;
    while (this.#pending.length > tailPendingEventsMax || this.#characters > tailUpdateCharactersMax) {
      this.#characters -= this.#pending.shift()?.message.length ?? 0;
      this.#sampled = true;
    }
  }

  async next(): Promise<IteratorResult<TailUpdate>> {
    await this.#aSecond();
    if (this.#ended || this.#clock.monotonic() >= this.#endsAtMs) {
      this.end();
      return { done: true, value: undefined };
    }
    const sampled = this.#sampled || this.#pending.length > tailUpdateEventsMax;
    const events = this.#pending.slice(-tailUpdateEventsMax);
    this.#forget();
    return { done: false, value: { events, sampled } };
  }

  return(): Promise<IteratorResult<TailUpdate>> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#forget();
    this.#left();
    this.#wait?.timer.cancel();
    this.#wait?.over();
  }

  #forget(): void {
    this.#pending = [];
    this.#characters = 0;
    this.#sampled = false;
  }

  #aSecond(): Promise<void> {
    if (this.#ended) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#clock.after(tailUpdateMs, resolve);
      this.#wait = { timer, over: resolve };
    });
  }
}
