import { availableParallelism, totalmem } from 'node:os';
import type { Timer } from '#ambient';
import { logOnce } from '#observe';
import { functionArn } from '../names.ts';
import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import { EnvironmentListeners } from '../runtime-api/environment-listeners.ts';
import { type BootDependencies, type EnvironmentDependencies, isResettable, prepareBoot } from './boot.ts';
import { Environment } from './environment.ts';
import { environmentsMaxUnsaid, memoryOvercommit, startSlotMs } from './limits.ts';
import type { EnvironmentOwner } from './owner.ts';
import type { InitializationType } from './variables.ts';

/** What this node allows its functions together. */
export type NodeLimits = {
  readonly environmentsMax: number;
  /** As many as there are cores. */
  readonly startsInFlightMax: number;
  /** What all environments may be configured to use together: more than there is, since few use all they may. */
  readonly memoryMiBMax: number;
};

/** Of this machine. */
export function nodeLimitsHere(environmentsMax = environmentsMaxUnsaid): NodeLimits {
  const memoryMiBMax = Math.floor((totalmem() / 1_048_576) * memoryOvercommit);
  return { environmentsMax, startsInFlightMax: availableParallelism(), memoryMiBMax };
}

export type Start = {
  readonly record: FunctionRecord;
  readonly version: VersionRecord;
  readonly owner: EnvironmentOwner;
  readonly initializationType: InitializationType;
  readonly initMsMax?: number;
};

/** Starts environments and counts them: how many there are, what they may use, and how many are being started. */
export class Starts {
  readonly #dependencies: BootDependencies;
  readonly #limits: NodeLimits;
  /** Called when a start does not count any more. */
  readonly #slotFreed: () => void;
  readonly #alive = new Set<Environment>();
  /** Starts that count against the limit; each leaves by being ready, by failing, or after its time slot. */
  readonly #slots = new Map<Environment, Timer>();
  readonly #warnOnce: (line: string) => void;
  #memoryMiB = 0;

  constructor(dependencies: EnvironmentDependencies, limits: NodeLimits, slotFreed: () => void) {
    this.#dependencies = { ...dependencies, listeners: new EnvironmentListeners(dependencies.launcher) };
    this.#warnOnce = logOnce(dependencies.log);
    this.#limits = limits;
    this.#slotFreed = slotFreed;
  }

  get inFlightMax(): number {
    return this.#limits.startsInFlightMax;
  }

  /** Whether as many are being started as may be. */
  get isBusy(): boolean {
    return this.#slots.size >= this.#limits.startsInFlightMax;
  }

  /** How many environments there are, whatever they are doing. */
  get alive(): number {
    return this.#alive.size;
  }

  /** Whether the node holds another environment. One alone may be as large as it likes. */
  hasRoomFor({ memoryMiB }: VersionRecord): boolean {
    if (this.#alive.size === 0) return true;
    const { environmentsMax, memoryMiBMax } = this.#limits;
    return this.#alive.size < environmentsMax && this.#memoryMiB + memoryMiB <= memoryMiBMax;
  }

  /** Starts an environment, whatever the limits say. */
  begin({ record, version, owner, initializationType, initMsMax }: Start): Environment {
    const { clock, log } = this.#dependencies;
    const prepared = prepareBoot(this.#dependencies, record, version, initializationType);
    const functionName = record.name;
    const arn = functionArn(record, version.version);
    const environment = new Environment({
      ...prepared,
      functionName,
      version,
      initializationType,
      clock,
      log,
      warnOnce: (problem) => this.#warnOnce(`${arn}: ${problem}`),
      owner,
      canReset: isResettable(initializationType),
      initMsMax,
    });
    this.#alive.add(environment);
    this.#memoryMiB += version.memoryMiB;
    const slotEnds = clock.after(startSlotMs, () => {
      this.#slots.delete(environment);
      this.#slotFreed();
    });
    this.#slots.set(environment, slotEnds);
    return environment;
  }

  /** It is ready, or will not be: it does not count as being started any more. */
  over(environment: Environment): void {
    this.#slots.get(environment)?.cancel();
    this.#slots.delete(environment);
  }

  gone(environment: Environment): void {
    this.over(environment);
    if (this.#alive.delete(environment)) this.#memoryMiB -= environment.version.memoryMiB;
  }

  /** Ends every environment; resolves when nothing is left of them. */
  async close(): Promise<void> {
    for (const timer of this.#slots.values()) timer.cancel();
    await Promise.all([...this.#alive].map((environment) => environment.close()));
  }
}
