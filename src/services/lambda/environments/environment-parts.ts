import type { PlatformLog } from '#observe';
import type { Booted } from './booted.ts';
import type { EnvironmentLogParts } from './environment-log.ts';
import type { EnvironmentOwner } from './owner.ts';

/** What an environment is made of. */
export type EnvironmentParts = EnvironmentLogParts & {
  readonly log: PlatformLog;
  readonly owner: EnvironmentOwner;
  readonly boot: () => Promise<Booted>;
  /** On the system's clock. An invocation that begins later could outlive the environment's credentials. */
  readonly usableUntilMs: number;
  /** Whether a timeout, a crash or a failed init ends its processes alone. */
  readonly canReset: boolean;
  /** Of init; without it what an invocation waits for at most. */
  readonly initMsMax?: number | undefined;
};
