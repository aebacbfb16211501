import type { Clock, Timer } from '#ambient';
import { callListener } from '../call-listener.ts';
import { checkMessage, checkName, checkWait } from '../check-limits.ts';
import { type ConsumerOptions, type Delivery, FabricLimit, type Queue } from '../contracts.ts';
import { decodePart } from '../key-encoding.ts';
import { queueBodiesPage, queueInFlightMax, queueKeysMax, waitMsMax } from '../limits.ts';
import type { Draft, Store } from '../store/store.ts';
import { KeyLane } from './key-lane.ts';
import { LaneSchedule } from './lane-schedule.ts';
import { encodeQueueKey, positionOf, QueueRows, type Waiting } from './queue-rows.ts';

type Consumer = {
  readonly options: ConsumerOptions;
  readonly handler: (delivery: Delivery) => void;
  readonly schedule: LaneSchedule;
};

/** A delivery that nobody has settled yet, or whose settling is being written. */
type Flight = {
  readonly waiting: Waiting;
  readonly lane: KeyLane;
  readonly ackWaitMs: number;
  timer?: Timer;
  settling?: Promise<void>;
};

/** A queue over the store: messages live there, and only the next few of each key, and those in flight, in memory. */
export class StoreQueue implements Queue {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #rows: QueueRows;
  readonly #lanes = new Map<string, KeyLane>();
  readonly #flights = new Map<string, Flight>();
  #depth: number;
  #consumer: Consumer | undefined;
  #pumping = false;
  #stopped = false;

  constructor(store: Store, clock: Clock, name: string) {
    checkName(name);
    this.#store = store;
    this.#clock = clock;
    this.#rows = new QueueRows(store, name);
    this.#depth = this.#rows.count();
    for (let key = this.#rows.nextKey(''); key !== undefined; key = this.#rows.nextKey(key))
      this.#lane(decodePart(key));
  }

  async publish(key: string, body: Uint8Array, options: { readonly delayMs?: number } = {}): Promise<string> {
    const delayMs = options.delayMs ?? 0;
    checkMessage(body);
    checkWait(delayMs);
    encodeQueueKey(key);
    if (this.#lanes.size >= queueKeysMax && !this.#lanes.has(key)) {
      throw new FabricLimit(`a queue has messages of at most ${queueKeysMax} keys`);
    }
    const copy = Buffer.from(body);
    const nowMs = this.#clock.now();
    const published = await this.#store.write(
      (draft) => this.#rows.insert(draft, key, nowMs + delayMs, nowMs, copy),
      (waiting) => {
        const lane = this.#lane(key);
        this.#add(lane, waiting);
        this.#placeAndPump(lane);
      },
    );
    return published.id;
  }

  consume(options: ConsumerOptions, handler: (delivery: Delivery) => void): { close(): Promise<void> } {
    checkOptions(options);
    if (this.#consumer) throw new Error('this queue has a consumer already');
    const { inFlightPerKeyMax } = options;
    const perKeyMax = typeof inFlightPerKeyMax === 'number' ? () => inFlightPerKeyMax : inFlightPerKeyMax;
    const schedule = new LaneSchedule(this.#clock, perKeyMax, () => this.#pump());
    const consumer = { options, handler, schedule };
    this.#consumer = consumer;
    for (const lane of [...this.#lanes.values()]) this.#place(lane);
    this.#pump();
    return {
      close: async () => {
        if (this.#consumer === consumer) this.#endConsumer();
        await Promise.allSettled([...this.#flights.values()].map((flight) => flight.settling));
      },
    };
  }

  depth(): Promise<number> {
    return Promise.resolve(this.#depth);
  }

  async *bodies(): AsyncIterable<Uint8Array> {
    let page = this.#rows.bodiesBehind('', queueBodiesPage);
    while (page.length > 0) {
      for (const { body } of page) yield body;
      // A million of them take seconds, in which everybody else has his turn.
      await new Promise((resolve) => setImmediate(resolve));
      page = this.#rows.bodiesBehind(page.at(-1)?.id ?? '', queueBodiesPage);
    }
  }

  /** Ends deliveries and timers; what is in flight is delivered again by whoever opens the store next. */
  stop(): void {
    this.#stopped = true;
    this.#endConsumer();
    for (const flight of this.#flights.values()) flight.timer?.cancel();
  }

  #endConsumer(): void {
    this.#consumer?.schedule.close();
    this.#consumer = undefined;
  }

  #lane(key: string): KeyLane {
    const existing = this.#lanes.get(key);
    if (existing) return existing;
    const encoded = encodeQueueKey(key);
    const lane = new KeyLane(
      key,
      (behind, limit) => this.#rows.after(key, encoded, behind, limit),
      (id) => this.#flights.has(id),
    );
    this.#lanes.set(key, lane);
    return lane;
  }

  #add(lane: KeyLane, published: Waiting): void {
    this.#depth++;
    if (!this.#flights.has(published.id)) lane.add(published);
  }

  #placeAndPump(lane: KeyLane): void {
    this.#place(lane);
    this.#pump();
  }

  #place(lane: KeyLane): void {
    this.#consumer?.schedule.place(lane);
    if (lane.inFlight === 0 && lane.first() === undefined) this.#lanes.delete(lane.key);
  }

  /** Delivers while there is room. A handler may come back here before it returns; the outer loop then goes on with what it changed. */
  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#consumer && this.#flights.size < this.#consumer.options.inFlightMax) {
        const { schedule, options } = this.#consumer;
        const lane = schedule.take((ready) => this.#mayDeliver(ready, options));
        const waiting = lane?.first();
        if (lane === undefined || waiting === undefined) break;
        this.#deliver(this.#consumer, lane, waiting);
      }
    } finally {
      this.#pumping = false;
    }
  }

  #mayDeliver({ inFlight }: KeyLane, { leavesRoom, inFlightMax }: ConsumerOptions): boolean {
    if (!leavesRoom || inFlight === 0) return true;
    const freeAfter = inFlightMax - this.#flights.size - 1;
    return inFlight + 1 <= freeAfter;
  }

  #deliver(consumer: Consumer, lane: KeyLane, waiting: Waiting): void {
    const delivered = { ...waiting, attempt: waiting.attempt + 1 };
    const flight: Flight = { waiting: delivered, lane, ackWaitMs: consumer.options.ackWaitMs };
    const body = this.#rows.body(waiting.id);
    if (body === undefined) throw new Error(`message ${waiting.id} of the queue has no body`);
    lane.remove(waiting);
    lane.inFlight++;
    this.#flights.set(waiting.id, flight);
    this.#wait(flight);
    this.#place(lane);
    // Not awaited: a crash before this is on disk costs one count, a wait would cost every delivery a sync.
    this.#store.write((draft) => this.#rows.replace(draft, waiting, delivered)).catch(() => undefined);
    const { id, key, publishedAtMs, attempt } = delivered;
    const message = { id, key, body: Buffer.from(body), publishedAtMs, attempt };
    callListener(() =>
      consumer.handler({
        message,
        ack: async () => void (await this.#finish(flight)),
        replace: (successor, { delayMs = 0 } = {}) => this.#replace(flight, successor, delayMs),
        retry: (delayMs) => this.#retry(flight, delayMs),
        extend: () => this.#extend(flight),
      }),
    );
  }

  /** A flight ends once, whoever comes first: its own settling, its timer or a late acknowledgement of an earlier delivery. */
  #end(flight: Flight): void {
    if (this.#flights.get(flight.waiting.id) !== flight) return;
    this.#flights.delete(flight.waiting.id);
    flight.lane.inFlight--;
  }

  #wait(flight: Flight): void {
    flight.timer?.cancel();
    if (this.#stopped) return;
    flight.timer = this.#clock.after(flight.ackWaitMs, () => {
      this.#end(flight);
      flight.lane.add(flight.waiting);
      this.#placeAndPump(flight.lane);
    });
  }

  async #replace(flight: Flight, body: Uint8Array, delayMs: number): Promise<boolean> {
    checkMessage(body);
    checkWait(delayMs);
    const { key } = flight.waiting;
    const copy = Buffer.from(body);
    const nowMs = this.#clock.now();
    return await this.#finish(flight, (draft) => this.#rows.insert(draft, key, nowMs + delayMs, nowMs, copy));
  }

  /** Ends a message, and in the same write publishes what takes its place. False when it had ended before, and nothing was written. */
  async #finish(flight: Flight, publish?: (draft: Draft) => Waiting): Promise<boolean> {
    if (flight.settling !== undefined) {
      await flight.settling;
      return false;
    }
    let ended = false;
    const write = (draft: Draft): { readonly successor?: Waiting | undefined } | undefined =>
      this.#rows.remove(draft, flight.waiting) ? { successor: publish?.(draft) } : undefined;
    const committed = (result: ReturnType<typeof write>, lane: KeyLane): void => {
      if (result === undefined) return;
      ended = true;
      this.#depth--;
      if (result.successor !== undefined) this.#add(lane, result.successor);
    };
    if (this.#flights.get(flight.waiting.id) === flight) {
      await this.#settle(flight, write, (result) => committed(result, flight.lane));
    } else {
      await this.#store.write(write, (result) => {
        if (result === undefined) return;
        const lane = this.#endLate(flight);
        committed(result, lane);
        this.#placeAndPump(lane);
      });
    }
    return ended;
  }

  /** The time ran out: the message waits for its next delivery, or is in it. It is done all the same, unless it was retried since. */
  #endLate({ waiting }: Flight): KeyLane {
    const again = this.#flights.get(waiting.id);
    if (again) {
      again.timer?.cancel();
      again.settling ??= Promise.resolve();
      this.#end(again);
    }
    const lane = this.#lane(waiting.key);
    lane.remove(waiting);
    return lane;
  }

  async #retry(flight: Flight, delayMs: number): Promise<void> {
    checkWait(delayMs);
    if (flight.settling !== undefined) return await flight.settling;
    if (this.#flights.get(flight.waiting.id) !== flight) return;
    const old = flight.waiting;
    const dueMs = this.#clock.now() + delayMs;
    const again = { ...old, dueMs, position: positionOf(dueMs, old.id) };
    await this.#settle(
      flight,
      (draft) => this.#rows.replace(draft, old, again),
      (replaced) => {
        if (replaced) flight.lane.add(again);
      },
    );
  }

  #extend(flight: Flight): Promise<void> {
    if (flight.settling === undefined && this.#flights.get(flight.waiting.id) === flight) this.#wait(flight);
    return Promise.resolve();
  }

  async #settle<Result>(
    flight: Flight,
    write: (draft: Draft) => Result,
    committed: (result: Result) => void,
  ): Promise<void> {
    flight.timer?.cancel();
    flight.settling ??= this.#store
      .write(write, (result) => {
        this.#end(flight);
        committed(result);
        this.#placeAndPump(flight.lane);
      })
      .then(() => undefined);
    try {
      await flight.settling;
    } catch (error) {
      // Nothing was written: the message is in flight as before, and may be settled again until its time runs out.
      delete flight.settling;
      if (this.#flights.get(flight.waiting.id) === flight) this.#wait(flight);
      throw error;
    }
  }
}

function checkOptions({ inFlightMax, inFlightPerKeyMax, ackWaitMs }: ConsumerOptions): void {
  if (!(inFlightMax >= 1 && inFlightMax <= queueInFlightMax) || isBelowOne(inFlightPerKeyMax)) {
    throw new FabricLimit(`a consumer has 1 to ${queueInFlightMax} messages in flight`);
  }
  if (!(ackWaitMs >= 1 && ackWaitMs <= waitMsMax)) {
    throw new FabricLimit(`ackWaitMs is 1 to ${waitMsMax}, not ${ackWaitMs}`);
  }
}

function isBelowOne(inFlightPerKeyMax: ConsumerOptions['inFlightPerKeyMax']): boolean {
  return typeof inFlightPerKeyMax === 'number' && !(inFlightPerKeyMax >= 1);
}
