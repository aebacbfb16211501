import type { Clock, Timer } from '#ambient';
import type { SandboxedProcess } from '#launcher';
import { exitMsMax } from './limits.ts';
import { killed, type Outcome } from './outcome.ts';
import { socketsOf } from './steps.ts';

export type EndListener = {
  /** It is known now why they end by themselves. */
  expected(): void;
  /** And nothing more is to come of them. Called as often as that is found out. */
  ended(outcome: Outcome): void;
};

/** Sees the processes of one start end by themselves. What they still sent comes first, but not for ever. */
export class EndWatch {
  readonly #clock: Clock;
  readonly #listener: EndListener;
  #outcome: Outcome | undefined;
  #socketsOpen = 0;
  #limit: Timer | undefined;
  #isClosed = false;

  constructor(process: SandboxedProcess, clock: Clock, listener: EndListener) {
    this.#clock = clock;
    this.#listener = listener;
    process.channel.on('error', () => undefined);
    process.channel.on('close', () => this.#awaitRest());
    for (const socket of socketsOf(process)) {
      this.#socketsOpen += 1;
      socket.on('close', () => {
        this.#socketsOpen -= 1;
        this.#endWhenRead();
      });
    }
    process.onExit((exit) => {
      this.expect({ type: 'exit', exit });
      this.#awaitRest();
      this.#endWhenRead();
    });
  }

  /** Why they end; undefined while nothing says that they do. */
  get outcome(): Outcome | undefined {
    return this.#outcome;
  }

  /** The first reason is the one that counts. */
  expect(outcome: Outcome): void {
    if (this.#isClosed) return;
    this.#outcome ??= outcome;
    this.#listener.expected();
  }

  /** Nothing is heard of them any more. */
  close(): void {
    this.#isClosed = true;
    this.#limit?.cancel();
  }

  #awaitRest(): void {
    if (this.#isClosed) return;
    this.#limit ??= this.#clock.after(exitMsMax, () => this.#listener.ended(this.#outcome ?? killed));
  }

  #endWhenRead(): void {
    if (this.#isClosed || this.#outcome === undefined || this.#socketsOpen > 0) return;
    this.#listener.ended(this.#outcome);
  }
}
