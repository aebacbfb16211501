import type { Environment } from './environment.ts';
import type { Invocation } from './outcome.ts';

/** Who keeps the environment busy, and is told what becomes of it. */
export type EnvironmentOwner = {
  /** It may `run` the next invocation. */
  idle(environment: Environment): void;
  /** Init failed or took too long. On demand it is tried again inside the invocation that waits, as on AWS. */
  initFailed(environment: Environment): void;
  /** It has no process. `bound` is the invocation that it was started for. */
  bootFailed(environment: Environment, error: Error, bound: Invocation | undefined): void;
  /** It takes no further invocation, and must not be idle any more. Told as often as that is found out, which may be long before it is gone. */
  ending(environment: Environment): void;
  /** No process and no folder is left of it. */
  gone(environment: Environment): void;
};
