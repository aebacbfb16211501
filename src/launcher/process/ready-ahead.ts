import type { Clock, Timer } from '#ambient';

type Ahead = {
  /** How many wait ready at most. */
  readonly max: number;
  /** After one was taken, until others are made. */
  readonly afterMs: number;
  readonly clock: Clock;
};

/** Things that take long to make and can be used again. Some wait ready, made when whoever took one has had the time to use it. */
export class ReadyAhead<T> {
  readonly #make: () => Promise<T>;
  readonly #options: Ahead;
  readonly #idle: Promise<T>[] = [];
  /** How many are to wait: twice as many each time when none did. */
  #ahead = 1;
  #isFirst = true;
  #topping: Timer | undefined;

  constructor(make: () => Promise<T>, options: Ahead) {
    this.#make = make;
    this.#options = options;
  }

  async take(): Promise<T> {
    const { max, afterMs, clock } = this.#options;
    const ready = this.#idle.pop();
    if (ready === undefined && !this.#isFirst) this.#ahead = Math.min(2 * this.#ahead, max);
    this.#isFirst = false;
    this.#topping ??= clock.after(afterMs, () => this.#topUp());
    // What went wrong ahead of time is no reason to fail now.
    return await (ready?.catch(() => this.#make()) ?? this.#make());
  }

  /** Nobody uses it any more, and it is as it was. */
  giveBack(thing: T | Promise<T>): void {
    const idle = Promise.resolve(thing);
    // Whoever takes it makes another one.
    idle.catch(() => undefined);
    this.#idle.push(idle);
  }

  /** Forgets what waits. Nothing is being made ahead any more when it resolves. */
  async forget(): Promise<void> {
    this.#topping?.cancel();
    this.#topping = undefined;
    await Promise.allSettled(this.#idle.splice(0));
  }

  #topUp(): void {
    this.#topping = undefined;
    while (this.#idle.length < this.#ahead) this.giveBack(this.#make());
  }
}
