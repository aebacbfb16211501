import { lambdaService, lambdaTable } from './lambda/index.ts';
import type { Service, ServiceFactory } from './service.ts';
import { stsService, stsTable } from './sts/index.ts';

/** Every AWS service of this Lambent, in the order in which they are opened. */
export const allServices: readonly ServiceFactory[] = [stsService, lambdaService];

/** What each service implements and what it refuses, without opening anything: the coverage page is made of it. */
export function implementedTables(): Readonly<Record<string, Service['table']>> {
  return { lambda: untyped(lambdaTable), sts: untyped(stsTable) };
}

/** Tables of different services have no type but this one together. */
function untyped(table: object): Service['table'] {
  return table as Service['table'];
}
