/** Things that take long to make and can be used again. Some wait ready, and whoever takes one has the next ones made. */
export class ReadyAhead<T> {
  readonly #make: () => Promise<T>;
  readonly #aheadMax: number;
  readonly #idle: Promise<T>[] = [];
  /** How many are to wait: twice as many each time when none did. */
  #ahead = 1;
  #isFirst = true;

  constructor(make: () => Promise<T>, aheadMax: number) {
    this.#make = make;
    this.#aheadMax = aheadMax;
  }

  async take(): Promise<T> {
    const ready = this.#idle.pop();
    if (ready === undefined && !this.#isFirst) this.#ahead = Math.min(2 * this.#ahead, this.#aheadMax);
    this.#isFirst = false;
    // What went wrong ahead of time is no reason to fail now.
    const taken = ready?.catch(() => this.#make()) ?? this.#make();
    while (this.#idle.length < this.#ahead) this.giveBack(this.#make());
    return await taken;
  }

  /** Nobody uses it any more, and it is as it was. */
  giveBack(thing: T | Promise<T>): void {
    const idle = Promise.resolve(thing);
    // Whoever takes it makes another one.
    idle.catch(() => undefined);
    this.#idle.push(idle);
  }

  /** Forgets what waits. Nothing is being made any more when it resolves. */
  async forget(): Promise<void> {
    await Promise.allSettled(this.#idle.splice(0));
  }
}
