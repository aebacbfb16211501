import type { Clock, Timer } from '#ambient';
import { SortedMap } from '../sorted-map.ts';
import type { KeyLane } from './key-lane.ts';
import { encodeQueueKey, positionOf } from './queue-rows.ts';

/**
 * Which lane delivers next. Ready lanes take turns; lanes whose first message is not yet due wait for a timer; lanes without messages,
 * or with as many in flight as one key may have, are in neither.
 */
export class LaneSchedule {
  readonly #clock: Clock;
  readonly #inFlightPerKeyMax: (key: string) => number;
  readonly #onReady: () => void;
  readonly #ready = new Set<KeyLane>();
  readonly #delayed = new SortedMap<{ readonly lane: KeyLane; readonly dueMs: number }>();
  #timer: Timer | undefined;
  #timerDueMs = Number.POSITIVE_INFINITY;

  constructor(clock: Clock, inFlightPerKeyMax: (key: string) => number, onReady: () => void) {
    this.#clock = clock;
    this.#inFlightPerKeyMax = inFlightPerKeyMax;
    this.#onReady = onReady;
  }

  /** Puts a lane where it belongs after any change of it. A ready lane keeps its turn. */
  place(lane: KeyLane): void {
    if (lane.wakeAt !== undefined) this.#delayed.delete(lane.wakeAt);
    lane.wakeAt = undefined;
    const first = lane.first();
    if (first === undefined || lane.inFlight >= Math.max(1, this.#inFlightPerKeyMax(lane.key))) {
      this.#ready.delete(lane);
    } else if (first.dueMs <= this.#clock.now()) {
      this.#ready.add(lane);
    } else {
      this.#ready.delete(lane);
      lane.wakeAt = positionOf(first.dueMs, encodeQueueKey(lane.key));
      this.#delayed.set(lane.wakeAt, { lane, dueMs: first.dueMs });
    }
    this.#arm();
  }

  /** The first lane in turn that may deliver; it gets its next turn by being placed again, the others before it keep theirs. */
  take(mayDeliver: (lane: KeyLane) => boolean): KeyLane | undefined {
    for (const lane of this.#ready) {
      if (!mayDeliver(lane)) continue;
      this.#ready.delete(lane);
      return lane;
    }
    return undefined;
  }

  close(): void {
    this.#timer?.cancel();
    for (const [, { lane }] of this.#delayed.from('')) lane.wakeAt = undefined;
  }

  #arm(): void {
    const dueMs = this.#delayed.first()?.[1].dueMs ?? Number.POSITIVE_INFINITY;
    if (dueMs === this.#timerDueMs) return;
    this.#timer?.cancel();
    this.#timerDueMs = dueMs;
    this.#timer =
      dueMs === Number.POSITIVE_INFINITY
        ? undefined
        : this.#clock.after(Math.max(0, dueMs - this.#clock.now()), () => this.#wake());
  }

  #wake(): void {
    this.#timerDueMs = Number.POSITIVE_INFINITY;
    const nowMs = this.#clock.now();
    const due: KeyLane[] = [];
    for (const [, { lane, dueMs }] of this.#delayed.from('')) {
      if (dueMs > nowMs) break;
      due.push(lane);
    }
    for (const lane of due) this.place(lane);
    this.#arm();
    this.#onReady();
  }
}
