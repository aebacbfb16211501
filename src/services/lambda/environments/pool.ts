import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import type { Environment } from './environment.ts';
import type { Invocation } from './outcome.ts';

/** The environments of one function version, and the invocations that wait for one. */
export type Pool = {
  readonly record: FunctionRecord;
  readonly version: VersionRecord;
  /** Most recently used last. */
  readonly idle: Environment[];
  /** First come, first served. */
  readonly waiting: Invocation[];
  readonly environments: Set<Environment>;
  /** Those of them on their way that will take whoever waits first. */
  readonly starting: Set<Environment>;
  /** Its version is not the function's any more: what waits is still served, then it goes. */
  retired: boolean;
};

export function newPool(record: FunctionRecord, version: VersionRecord): Pool {
  return {
    record,
    version,
    idle: [],
    waiting: [],
    environments: new Set(),
    starting: new Set(),
    retired: false,
  };
}

/** Takes the environment out of the idle ones; false if it is not among them. */
export function removeIdle(pool: Pool, environment: Environment): boolean {
  const index = pool.idle.indexOf(environment);
  if (index === -1) return false;
  pool.idle.splice(index, 1);
  return true;
}
