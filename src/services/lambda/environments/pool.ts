import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import type { Environment } from './environment.ts';
import { isOver } from './life.ts';
import type { Invocation } from './outcome.ts';

/** The environments of one function version, and the invocations that wait for one. */
export type Pool = {
  readonly record: FunctionRecord;
  readonly version: VersionRecord;
  /** Most recently used last, after those that were reset. One that is ending is none of them: `EnvironmentOwner.ending`. */
  readonly idle: Environment[];
  /** First come, first served. */
  readonly waiting: Invocation[];
  readonly environments: Set<Environment>;
  /** Those of them on their way that will take whoever waits first, with the time of their start. */
  readonly starting: Map<Environment, number>;
  /** How long a start and an invocation took lately; 0 while nothing is known. */
  startMs: number;
  runMs: number;
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
    starting: new Map(),
    startMs: 0,
    runMs: 0,
    retired: false,
  };
}

/** Takes the environment out of the idle ones, if it is among them. */
export function removeIdle(idle: Environment[], environment: Environment): void {
  const index = idle.indexOf(environment);
  if (index !== -1) idle.splice(index, 1);
}

/** The last of them; those whose credentials might not last are let go. */
export function takeUsable(idle: Environment[]): Environment | undefined {
  for (let taken = idle.pop(); taken !== undefined; taken = idle.pop()) {
    if (taken.isUsable()) return taken;
    void taken.close();
  }
  return undefined;
}

/** The mean of what was lately seen: an eighth of it is the newest value. */
export function smoothed(mean: number, value: number): number {
  return mean === 0 ? value : mean + (value - mean) / 8;
}

/**
 * Whether a new environment is likely to serve anybody sooner than those there are. With one for every core: not if at their pace
 * everyone who waits has his turn before a start is over; those provisioned take their part. Whoever has waited for that long already is
 * proof of the contrary. One whose invocation is answered is about to be free, and so is one that is being reset.
 */
export function newOneWouldHelp(pool: Pool, cores: number, provisioned: number, nowMs: number): boolean {
  const { waiting, starting, environments, startMs, runMs } = pool;
  const first = waiting[0];
  if (first === undefined || starting.size >= waiting.length) return false;
  let answered = 0;
  let resetting = 0;
  let serving = provisioned - starting.size;
  for (const { state } of environments) {
    if (state === 'answered') answered += 1;
    if (state === 'resetting') resetting += 1;
    if (!isOver(state)) serving += 1;
  }
  const waitedMs = nowMs - first.placedAtMs;
  if (resetting >= waiting.length && waitedMs <= startMs) return false;
  if (waitedMs >= startMs) return true;
  if (answered >= waiting.length) return false;
  if (serving < cores) return true;
  return (waiting.length * runMs) / serving > startMs;
}
