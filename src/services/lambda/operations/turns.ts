import { TooManyRequestsException } from '../errors.ts';

/** Lets a few do something at a time, the others in their order, and turns away whoever finds too many waiting. */
export class Turns {
  readonly #atOnceMax: number;
  readonly #waitingMax: number;
  #taken = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(atOnceMax: number, waitingMax: number) {
    this.#atOnceMax = atOnceMax;
    this.#waitingMax = waitingMax;
  }

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#taken < this.#atOnceMax) this.#taken++;
    else await this.#wait();
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#taken--;
      else next();
    }
  }

  #wait(): Promise<void> {
    if (this.#waiting.length >= this.#waitingMax)
      throw new TooManyRequestsException('CallerRateLimitExceeded', 'Rate exceeded');
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
