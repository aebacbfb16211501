import type { Clock } from '#ambient';
import type { LogStream, PlatformLog } from '#observe';
import type { Booted } from './booted.ts';
import type { EnvironmentOwner } from './owner.ts';
import type { Recorded } from './platform-records.ts';

/** What an environment is made of. */
export type EnvironmentParts = Recorded & {
  readonly clock: Clock;
  readonly log: PlatformLog;
  readonly logStream: LogStream;
  readonly owner: EnvironmentOwner;
  readonly boot: () => Promise<Booted>;
  /** Whether a timeout, a crash or a failed init ends its processes alone. */
  readonly canReset: boolean;
  /** Of init; without it what an invocation waits for at most. */
  readonly initMsMax?: number | undefined;
};
