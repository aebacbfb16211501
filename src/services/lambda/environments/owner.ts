import type { Environment } from './environment.ts';
import type { Invocation } from './outcome.ts';

/** Who keeps the environment busy, and is told what becomes of it. */
export type EnvironmentOwner = {
  /** It may `run` the next invocation, by booting again where it was reset. */
  idle(environment: Environment): void;
  /** Init failed or took too long. Where the environment stays, gives the invocation that waited for it, inside which init is tried again. */
  initFailed(environment: Environment): Invocation | undefined;
  /** It has no process. `bound` is the invocation that it was started for. */
  bootFailed(environment: Environment, error: Error, bound: Invocation | undefined): void;
  /** It takes no invocation unless it is `idle` again, and must not be until then. Told as often as that is found out, which may be long before it is gone. */
  ending(environment: Environment): void;
  /** No process and no folder is left of it. */
  gone(environment: Environment): void;
};
