import type { Outcome } from './outcome.ts';
import type { TransportListener, Written } from './transport.ts';

const nobody: TransportListener = {
  log: {
    attach: () => undefined,
    extension: () => undefined,
    runtimeDone: () => undefined,
    subscribed: () => undefined,
  },
  ready: () => undefined,
  initFailed: () => undefined,
  answered: () => undefined,
  settled: () => undefined,
  ended: () => undefined,
  broken: () => undefined,
};

/** Hears the processes of one start until they are gone: what their connections say later is not said by those of the next start. */
export class StartListener implements TransportListener {
  #to: TransportListener;

  constructor(to: TransportListener) {
    this.#to = to;
  }

  get log(): TransportListener['log'] {
    return this.#to.log;
  }

  ready(written: Written | undefined): void {
    this.#to.ready(written);
  }

  initFailed(outcome: Outcome, written: Written | undefined): void {
    this.#to.initFailed(outcome, written);
  }

  answered(outcome: Outcome): void {
    this.#to.answered(outcome);
  }

  settled(outcome: Outcome, written: Written | undefined): void {
    this.#to.settled(outcome, written);
  }

  ended(outcome: Outcome): void {
    this.#to.ended(outcome);
  }

  broken(error: Error): void {
    this.#to.broken(error);
  }

  close(): void {
    this.#to = nobody;
  }
}
