/** Things that take long to make and can be used again. One waits ready, and whoever takes it has the next one made. */
export class OneAhead<T> {
  readonly #make: () => Promise<T>;
  readonly #idle: Promise<T>[] = [];

  constructor(make: () => Promise<T>) {
    this.#make = make;
  }

  async take(): Promise<T> {
    const taken = this.#idle.pop() ?? this.#make();
    if (this.#idle.length === 0) this.#keep(this.#make());
    return await taken;
  }

  /** Nobody uses it any more, and it is as it was. */
  giveBack(thing: T): void {
    this.#keep(Promise.resolve(thing));
  }

  /** Forgets what waits. Nothing is being made any more when it resolves. */
  async forget(): Promise<void> {
    await Promise.allSettled(this.#idle.splice(0));
  }

  #keep(thing: Promise<T>): void {
    // Whoever takes it hears of a failure.
    thing.catch(() => undefined);
    this.#idle.push(thing);
  }
}
