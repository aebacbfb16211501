import { defineService, type ServiceFactory } from '#service';
import { stsTable } from './operations/table.ts';

export { stsTable } from './operations/table.ts';

/** AWS Security Token Service: so far it tells callers who they are. */
export const stsService: ServiceFactory = () =>
  Promise.resolve(defineService({ id: 'sts', table: stsTable, room: undefined }));
