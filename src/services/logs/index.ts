import { defineService, type ServiceFactory } from '#service';
import { logsTable } from './operations/table.ts';

export { logsTable } from './operations/table.ts';

/** CloudWatch Logs: reads what functions and gateways have logged. */
export const logsService: ServiceFactory = ({ logs }) =>
  Promise.resolve(defineService({ id: 'logs', table: logsTable, room: { logs } }));
