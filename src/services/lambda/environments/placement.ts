import type { Timer } from '#ambient';
import { ServiceException, TooManyRequestsException } from '../errors.ts';
import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import type { FunctionId } from '../records/functions.ts';
import type { EnvironmentDependencies } from './boot.ts';
import type { Environment } from './environment.ts';
import { freezeAfterMs, idleMsMax, placementMsMax, recheckMsMax, sweepMs } from './limits.ts';
import type { Invocation } from './outcome.ts';
import type { EnvironmentOwner } from './owner.ts';
import { newOneWouldHelp, newPool, type Pool, removeIdle, smoothed, takeUsable } from './pool.ts';
import { type Allocated, Provisioner } from './provisioned/provisioner.ts';
import { type ScalingRate, ScalingRates } from './scaling-rates.ts';
import { type NodeLimits, type Start, Starts } from './starts.ts';

export type PlacementLimits = NodeLimits & {
  /** Left out: as on AWS. */
  readonly scaling?: ScalingRate;
};

/**
 * Brings invocations and environments together, late: an invocation waits for whichever comes first, an environment that became free
 * or a new one. A burst of short invocations is thus served by few environments.
 */
export class Placement implements EnvironmentOwner {
  readonly provisioner: Provisioner;
  readonly #dependencies: EnvironmentDependencies;
  readonly #starts: Starts;
  readonly #scaling: ScalingRates;
  /** By environment key. */
  readonly #pools = new Map<string, Pool>();
  readonly #poolOf = new Map<Environment, Pool>();
  /** Pools in which somebody waits, in the order in which they began to. */
  readonly #wanting = new Set<Pool>();
  #sweepTimer: Timer | undefined;
  /** Looks again at pools that were thought to need no start. */
  #recheckTimer: Timer | undefined;
  #evicting: Environment | undefined;
  #closed = false;

  constructor(dependencies: EnvironmentDependencies, limits: PlacementLimits, allocated: Allocated) {
    const { clock } = dependencies;
    this.#dependencies = dependencies;
    this.#starts = new Starts(dependencies, limits, () => this.#startMore());
    this.#scaling = new ScalingRates(limits.scaling);
    const host = {
      nowMs: () => clock.monotonic(),
      begin: (start: Start) => this.#starts.begin(start),
      over: (environment: Environment) => {
        this.#starts.over(environment);
        this.#startMore();
      },
      gone: (environment: Environment) => {
        this.#starts.gone(environment);
        this.#startMore();
      },
      takeWaiting: (version: VersionRecord) => {
        const pool = this.#pools.get(version.environmentKey);
        const waiting = pool && this.#takeWaiting(pool);
        if (waiting === undefined) this.#sweepSoon();
        return waiting;
      },
    };
    this.provisioner = new Provisioner(clock, host, allocated);
  }

  /** Hands the invocation to an environment, now or later; it is settled or failed in any case. */
  place(record: FunctionRecord, version: VersionRecord, invocation: Invocation): void {
    const pool = this.#pools.get(version.environmentKey) ?? this.#openPool(record, version);
    const idle = takeUsable(pool.idle);
    if (idle !== undefined) {
      idle.run(invocation);
      return;
    }
    if (this.#closed) {
      invocation.fail(stopping());
      return;
    }
    if (this.#scaling.isSpent(record, invocation.placedAtMs)) {
      invocation.fail(new TooManyRequestsException('FunctionInvocationRateLimitExceeded'));
      return;
    }
    pool.waiting.push(invocation);
    this.#wanting.add(pool);
    this.#startMore();
    this.#sweepSoon();
  }

  /** Starts and lets go of environments as the function's configurations of provisioned concurrency ask for. */
  provision(function_: FunctionId, record: FunctionRecord | undefined): void {
    this.provisioner.functionChanged(function_, record);
    this.#startMore();
  }

  /** Lets go of every environment of a function whose key is not in `keep`: idle ones now, busy ones when they are done. */
  retire(function_: FunctionId, keep: ReadonlySet<string>): void {
    for (const [key, pool] of this.#pools) {
      const { account, region, name } = pool.record;
      if (name !== function_.name || region !== function_.region || account !== function_.account) continue;
      if (keep.has(key)) continue;
      pool.retired = true;
      for (const environment of pool.idle.splice(0)) void environment.close();
      this.#forgetIfEmpty(pool);
    }
  }

  /** The version may soon be invoked for the first time. */
  expect(version: VersionRecord): void {
    this.#starts.expect(version);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#sweepTimer?.cancel();
    this.#recheckTimer?.cancel();
    for (const pool of this.#wanting) {
      for (const invocation of pool.waiting.splice(0)) invocation.fail(stopping());
    }
    this.provisioner.close();
    await this.#starts.close();
  }

  /** How many environments there are, whatever they are doing. */
  get environments(): number {
    return this.#starts.alive;
  }

  idle(environment: Environment): void {
    const pool = this.#pool(environment);
    const started = this.#started(environment, pool);
    if (!started && environment.state === 'idle') pool.runMs = smoothed(pool.runMs, environment.lastRunMs);
    const isUsable = environment.isUsable();
    const next = isUsable ? pool.waiting.shift() : undefined;
    if (next !== undefined) {
      if (pool.waiting.length === 0) this.#wanting.delete(pool);
      environment.run(next);
    } else if (!isUsable || pool.retired || this.#closed) {
      void environment.close();
    } else {
      // One that has to boot again is taken only where no other is there.
      if (environment.state === 'reset') pool.idle.unshift(environment);
      else pool.idle.push(environment);
      this.#sweepSoon();
    }
    if (started || (next === undefined && this.#wanting.size > 0)) this.#startMore();
  }

  initFailed(environment: Environment): Invocation | undefined {
    const bound = this.#takeWaiting(this.#pool(environment));
    if (!this.#closed) return bound;
    bound?.fail(stopping());
    return undefined;
  }

  bootFailed(environment: Environment, error: Error, bound: Invocation | undefined): void {
    (bound ?? this.#takeWaiting(this.#pool(environment)))?.fail(error);
  }

  ending(environment: Environment): void {
    const pool = this.#pool(environment);
    removeIdle(pool.idle, environment);
    if (this.#started(environment, pool) && !this.#closed) this.#startMore();
  }

  gone(environment: Environment): void {
    const pool = this.#pool(environment);
    if (this.#evicting === environment) this.#evicting = undefined;
    this.#started(environment, pool);
    pool.environments.delete(environment);
    this.#poolOf.delete(environment);
    this.#starts.gone(environment);
    this.#forgetIfEmpty(pool);
    this.#startMore();
  }

  #openPool(record: FunctionRecord, version: VersionRecord): Pool {
    const pool = newPool(record, version);
    this.#pools.set(version.environmentKey, pool);
    return pool;
  }

  #pool(environment: Environment): Pool {
    const pool = this.#poolOf.get(environment);
    if (pool === undefined) throw new Error(`the environment ${environment.id} belongs to no pool`);
    return pool;
  }

  #takeWaiting(pool: Pool): Invocation | undefined {
    const invocation = pool.waiting.shift();
    if (pool.waiting.length === 0) this.#wanting.delete(pool);
    return invocation;
  }

  /** Begins what starts the limits allow: those who wait come first. */
  #startMore(): void {
    if (this.#closed) return;
    this.#startForWaiting();
    for (let pool = this.provisioner.wanting(); pool !== undefined; pool = this.provisioner.wanting()) {
      if (this.#starts.isBusy || !this.#makeRoom(pool.version)) return;
      pool.start();
    }
  }

  /** Begins the starts that would help those who wait, as far as the limits go; pools take turns. */
  #startForWaiting(): void {
    const cores = this.#starts.inFlightMax;
    const now = this.#dependencies.clock.monotonic();
    for (let began = true; began; ) {
      began = false;
      for (const pool of this.#wanting) {
        if (this.#starts.isBusy) return;
        const provisioned = this.provisioner.poolOf(pool.version)?.ready ?? 0;
        if (!newOneWouldHelp(pool, cores, provisioned, now)) {
          if (pool.starting.size === 0) this.#recheckSoon(pool, now);
          continue;
        }
        if (this.#scaling.isSpent(pool.record, now)) {
          this.#recheckIn(recheckMsMax);
          continue;
        }
        if (!this.#makeRoom(pool.version)) return;
        this.#start(pool);
        began = true;
      }
    }
  }

  /** When whoever is first in the pool will have waited for a whole start, or sooner, for the sake of other pools. */
  #recheckSoon(pool: Pool, nowMs: number): void {
    const first = pool.waiting[0];
    if (first === undefined) return;
    const delayMs = Math.min(recheckMsMax, first.placedAtMs + pool.startMs - nowMs);
    this.#recheckIn(Math.max(1, Math.ceil(delayMs)));
  }

  #recheckIn(delayMs: number): void {
    this.#recheckTimer ??= this.#dependencies.clock.after(delayMs, () => {
      this.#recheckTimer = undefined;
      this.#startMore();
    });
  }

  #start(pool: Pool): void {
    const { record, version } = pool;
    const now = this.#dependencies.clock.monotonic();
    this.#scaling.started(record, now);
    const environment = this.#starts.begin({
      record,
      version,
      owner: this,
      initializationType: 'on-demand',
    });
    pool.environments.add(environment);
    this.#poolOf.set(environment, pool);
    pool.starting.set(environment, now);
  }

  /** Frees its place among the starts. True if it was one until now. */
  #started(environment: Environment, pool: Pool): boolean {
    this.#starts.over(environment);
    const startedAtMs = pool.starting.get(environment);
    if (startedAtMs === undefined) return false;
    pool.starting.delete(environment);
    pool.startMs = smoothed(pool.startMs, this.#dependencies.clock.monotonic() - startedAtMs);
    return true;
  }

  /** Whether another environment may be started now; if the node is full, the longest idle one is let go for a start soon. */
  #makeRoom(version: VersionRecord): boolean {
    if (this.#starts.hasRoomFor(version)) return true;
    if (this.#starts.evictPrebooted()) return false;
    if (this.#evicting !== undefined) return false;
    let oldest: Environment | undefined;
    for (const { idle } of this.#pools.values()) {
      const candidate = idle[0];
      if (candidate !== undefined && (oldest === undefined || candidate.idleSinceMs < oldest.idleSinceMs)) {
        oldest = candidate;
      }
    }
    if (oldest === undefined) return false;
    this.#evicting = oldest;
    void oldest.close();
    return false;
  }

  #forgetIfEmpty(pool: Pool): void {
    const { environmentKey } = pool.version;
    if (pool.environments.size > 0 || pool.waiting.length > 0 || this.#pools.get(environmentKey) !== pool)
      return;
    this.#pools.delete(environmentKey);
  }

  #sweepSoon(): void {
    if (this.#sweepTimer !== undefined || this.#closed) return;
    this.#sweepTimer = this.#dependencies.clock.after(sweepMs, () => this.#sweep());
  }

  #sweep(): void {
    this.#sweepTimer = undefined;
    const now = this.#dependencies.clock.monotonic();
    let again = this.provisioner.rest(now);
    for (const pool of this.#pools.values()) {
      while (pool.waiting[0] !== undefined && now - pool.waiting[0].placedAtMs >= placementMsMax) {
        this.#takeWaiting(pool)?.fail(new TooManyRequestsException('ConcurrentInvocationLimitExceeded'));
      }
      const expired = pool.idle.filter(({ idleSinceMs }) => now - idleSinceMs >= idleMsMax);
      for (const environment of expired) void environment.close();
      for (const environment of pool.idle) {
        if (now - environment.idleSinceMs >= freezeAfterMs) environment.freeze();
      }
      again ||= pool.waiting.length > 0 || pool.idle.length > 0;
    }
    if (again) this.#sweepSoon();
  }
}

function stopping(): ServiceException {
  return new ServiceException('This node is stopping.');
}
