import { defineService, type ServiceFactory } from '#service';
import { finishDeletions } from './deletion.ts';
import { LiveTails } from './live-tail.ts';
import { publishMetrics } from './metric-filters.ts';
import { logsTable } from './operations/table.ts';
import { openGroups } from './records/groups.ts';
import { Retention } from './retention.ts';
import type { LogsRoom } from './room.ts';
import { Subscriptions } from './subscriptions.ts';

export { logsTable } from './operations/table.ts';

/** CloudWatch Logs: what functions and gateways have logged, what others log through the API, and who is told of it. */
export const logsService: ServiceFactory = async (dependencies) => {
  const { logs, clock, random, call, fabric } = dependencies;
  const groups = await openGroups(fabric, clock);
  await finishDeletions({ ...dependencies, groups });
  const tails = new LiveTails(logs, clock);
  const retention = new Retention({ ...dependencies, groups });
  const subscriptions = new Subscriptions({ ...dependencies, groups });
  const stopMetrics = publishMetrics({ ...dependencies, groups });
  const room: LogsRoom = { logs, groups, tails, clock, random, call };
  return defineService({
    id: 'logs',
    table: logsTable,
    room,
    liveBlobs: () => groups.blobs(),
    async close() {
      tails.close();
      stopMetrics();
      await subscriptions.close();
      await retention.close();
      groups.close();
    },
  });
};
