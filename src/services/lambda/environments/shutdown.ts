import type { Clock, Timer } from '#ambient';
import type { Extension } from '../runtime-api/extension.ts';
import type { ShutdownReason } from '../runtime-api/extensions-api.ts';
import type { ShutdownLimits } from './limits.ts';
import type { Outcome } from './outcome.ts';

/** What the extensions of an environment that ends with this outcome are told. */
export function shutdownReasonOf({ type }: Outcome): ShutdownReason {
  if (type === 'timeout') return 'timeout';
  return type === 'exit' || type === 'fault' || type === 'error' ? 'failure' : 'spindown';
}

export type ShutdownParts = {
  readonly clock: Clock;
  readonly limits: ShutdownLimits;
  readonly reason: ShutdownReason;
  /** Those that have registered: there is at least one. */
  readonly extensions: readonly Extension[];
  /** Sends SIGTERM; undefined where the runtime does not run any more. */
  readonly terminateRuntime: (() => void) | undefined;
  /** Tells the extensions. `deadlineMs` is when they are killed. */
  readonly announce: (deadlineMs: number) => void;
};

/**
 * The last phase of an environment with extensions: SIGTERM to the runtime, then the event SHUTDOWN, then the end. `done` comes with the
 * end of all that was waited for or with the limit, and then everything is killed. Source: Lambda developer guide, "Shutdown phase".
 */
export class Shutdown {
  readonly done: Promise<void>;
  readonly #parts: ShutdownParts;
  readonly #deadlineMs: number;
  readonly #timer: Timer;
  readonly #runtimeTimer: Timer | undefined;
  readonly #resolve: () => void;
  #isAnnounced = false;

  constructor(parts: ShutdownParts) {
    this.#parts = parts;
    const { clock, limits, extensions, terminateRuntime } = parts;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.done = promise;
    this.#resolve = resolve;
    const budgetMs = extensions.some(({ isExternal }) => isExternal) ? limits.externalMs : limits.internalMs;
    this.#deadlineMs = clock.now() + budgetMs;
    this.#timer = clock.after(budgetMs, resolve);
    if (terminateRuntime === undefined) {
      this.runtimeGone();
      return;
    }
    terminateRuntime();
    this.#runtimeTimer = clock.after(Math.min(limits.runtimeMs, budgetMs), () => this.runtimeGone());
  }

  /** Or has had its time. */
  runtimeGone(): void {
    if (this.#isAnnounced) return;
    this.#isAnnounced = true;
    this.#runtimeTimer?.cancel();
    this.#parts.announce(this.#deadlineMs);
    this.extensionGone();
  }

  extensionGone(): void {
    const isAwaited = (extension: Extension) => extension.isSubscribedTo('SHUTDOWN') && !extension.isGone;
    if (!this.#isAnnounced || this.#parts.extensions.some(isAwaited)) return;
    this.#timer.cancel();
    this.#resolve();
  }
}
