import type { Clock, Random } from '#ambient';
import type { LogStore } from '#observe';
import type { Call } from '#service';
import type { LiveTails } from './live-tail.ts';
import type { GroupStore } from './records/groups.ts';

/** What the operations work with: the logs that this Lambent writes, what is set on their groups, and who watches them. */
export type LogsRoom = {
  readonly logs: LogStore;
  readonly groups: GroupStore;
  readonly tails: LiveTails;
  readonly clock: Clock;
  readonly random: Random;
  readonly call: Call;
};
