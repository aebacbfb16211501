import { defineService, type Service, type ServiceDependencies } from '#service';
import { helloTable } from './operations/table.ts';
import { openGreetings } from './records/greetings.ts';
import type { HelloRoom } from './room.ts';

export { helloTable } from './operations/table.ts';

/** The service to copy: small, whole, and not listed in `all.ts`. Takes of a service's dependencies what it needs. */
export function helloService({
  fabric,
  clock,
}: Pick<ServiceDependencies, 'fabric' | 'clock'>): Promise<Service> {
  const room: HelloRoom = { greetings: openGreetings(fabric), clock };
  return Promise.resolve(defineService({ id: 'hello', table: helloTable, room }));
}
