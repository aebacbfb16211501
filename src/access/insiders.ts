import type { Caller } from './caller.ts';

/** Whose code runs in an execution environment. */
export type Insider = { readonly caller: Caller; readonly region: string };

/**
 * Who is behind the listeners inside of environments, by the environment: whoever starts one says so, and takes it back at its end.
 * Holds no more than there are environments.
 */
export class Insiders {
  readonly #insiders = new Map<string, Insider>();

  enter(environment: string, insider: Insider): void {
    this.#insiders.set(environment, insider);
  }

  leave(environment: string): void {
    this.#insiders.delete(environment);
  }

  get(environment: string): Insider | undefined {
    return this.#insiders.get(environment);
  }
}
