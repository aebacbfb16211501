import { availableParallelism, totalmem } from 'node:os';
import type { Timer } from '#ambient';
import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import { EnvironmentListeners } from '../runtime-api/environment-listeners.ts';
import { type BootDependencies, type EnvironmentDependencies, isResettable, prepareBoot } from './boot.ts';
import { Environment } from './environment.ts';
import { environmentsMaxUnsaid, memoryOvercommit, prebootedMax, startSlotMs } from './limits.ts';
import type { EnvironmentOwner } from './owner.ts';
import { hostIdleShare } from './prebooted/idle-share.ts';
import { type PrebootedLimits, PrebootedPool } from './prebooted/prebooted-pool.ts';
import type { InitializationType } from './variables.ts';

const nonePrebooted: PrebootedLimits = { max: 0, idleShare: () => 0 };

/** What this node allows its functions together. */
export type NodeLimits = {
  readonly environmentsMax: number;
  /** As many as there are cores. */
  readonly startsInFlightMax: number;
  /** What all environments may be configured to use together: more than there is, since few use all they may. */
  readonly memoryMiBMax: number;
  /** Runtimes booted ahead; left out: none. */
  readonly prebooted?: PrebootedLimits;
};

/** Of this machine. */
export function nodeLimitsHere(environmentsMax = environmentsMaxUnsaid, max = prebootedMax): NodeLimits {
  const memoryMiBMax = Math.floor((totalmem() / 1_048_576) * memoryOvercommit);
  const prebooted = { max, idleShare: hostIdleShare() };
  return { environmentsMax, startsInFlightMax: availableParallelism(), memoryMiBMax, prebooted };
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
  readonly #prebooted: PrebootedPool;
  #memoryMiB = 0;

  constructor(dependencies: EnvironmentDependencies, limits: NodeLimits, slotFreed: () => void) {
    this.#dependencies = { ...dependencies, listeners: new EnvironmentListeners(dependencies.launcher) };
    this.#limits = limits;
    this.#slotFreed = slotFreed;
    this.#prebooted = new PrebootedPool(dependencies, limits.prebooted ?? nonePrebooted, {
      isQuiet: () => this.#slots.size === 0,
      hasRoomFor: (memoryMiB) => this.#hasRoom(memoryMiB),
      gone: slotFreed,
    });
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
  hasRoomFor(version: VersionRecord): boolean {
    // What it takes has its room already.
    return this.#prebooted.has(version) || this.#hasRoom(version.memoryMiB);
  }

  /** Frees room, soon, without ending any environment; false where there is none to free. */
  evictPrebooted(): boolean {
    return this.#prebooted.evict();
  }

  /** This version may soon be started. */
  expect(version: VersionRecord): void {
    this.#prebooted.expect(version);
  }

  /** Starts an environment, whatever the limits say. */
  begin({ record, version, owner, initializationType, initMsMax }: Start): Environment {
    const { clock, log } = this.#dependencies;
    const reserved = this.#prebooted.take(version);
    const prepared = prepareBoot(this.#dependencies, record, version, initializationType, reserved);
    const functionName = record.name;
    const environment = new Environment({
      ...prepared,
      functionName,
      version,
      initializationType,
      clock,
      log,
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
    const ended = [...this.#alive].map((environment) => environment.close());
    await Promise.all([...ended, this.#prebooted.close()]);
  }

  #hasRoom(memoryMiB: number): boolean {
    const { size, memoryMiB: held } = this.#prebooted;
    const count = this.#alive.size + size;
    const { environmentsMax, memoryMiBMax } = this.#limits;
    return count === 0 || (count < environmentsMax && this.#memoryMiB + held + memoryMiB <= memoryMiBMax);
  }
}
