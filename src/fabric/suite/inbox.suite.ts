import type { Delivery } from '../contracts.ts';

/** Takes a queue's deliveries, so that a test can wait for the next one. */
export class Inbox {
  /** Bodies of everything delivered so far, as text. */
  readonly bodies: string[] = [];
  readonly #arrived: Delivery[] = [];
  readonly #waiting: ((delivery: Delivery) => void)[] = [];

  readonly handler = (delivery: Delivery): void => {
    this.bodies.push(Buffer.from(delivery.message.body).toString());
    const next = this.#waiting.shift();
    if (next) next(delivery);
    else this.#arrived.push(delivery);
  };

  next(): Promise<Delivery> {
    const arrived = this.#arrived.shift();
    return arrived ? Promise.resolve(arrived) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  async take(count: number): Promise<Delivery[]> {
    const taken: Delivery[] = [];
    while (taken.length < count) taken.push(await this.next());
    return taken;
  }
}
