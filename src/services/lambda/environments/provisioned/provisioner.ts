import type { Clock, Timer } from '#ambient';
import type { FunctionRecord, ProvisionedRecord, VersionRecord } from '../../records/function.ts';
import { type FunctionId, functionKey } from '../../records/functions.ts';
import { sharesOf } from '../../records/provisioned.ts';
import { versionNamed, versionsOf } from '../../records/versions.ts';
import type { Environment } from '../environment.ts';
import { provisionedBillingMs } from '../limits.ts';
import { type ProvisionedHost, ProvisionedPool } from './provisioned-pool.ts';

/** How far a configuration is. `available` of the requested environments are ready. */
export type ProvisionedStatus = {
  readonly available: number;
  readonly state: 'IN_PROGRESS' | 'READY' | 'FAILED';
  readonly reason?: string;
};

/** Told of what was allocated and is billed: environments × milliseconds. */
export type Allocated = (record: FunctionRecord, version: VersionRecord, milliseconds: number) => void;

/** How many environments of which version, by environment key. */
type Shares = ReadonlyMap<string, { readonly version: VersionRecord; readonly count: number }>;

type Config = {
  readonly lastModified: string;
  readonly shares: Shares;
  /** What served before, until all of `shares` is ready. */
  outgoing: Shares;
  /** Whether all of it was ready once. */
  isReady: boolean;
};

type Provisioned = { readonly record: FunctionRecord; readonly configs: ReadonlyMap<string, Config> };

const none: Shares = new Map();

/** Keeps as many environments initialised ahead as the functions' configurations ask for. */
export class Provisioner {
  readonly #clock: Clock;
  readonly #host: Omit<ProvisionedHost, 'changed'>;
  readonly #allocated: Allocated;
  readonly #functions = new Map<string, Provisioned>();
  /** By environment key. */
  readonly #pools = new Map<string, ProvisionedPool>();
  #billing: Timer | undefined;

  constructor(clock: Clock, host: Omit<ProvisionedHost, 'changed'>, allocated: Allocated) {
    this.#clock = clock;
    this.#host = host;
    this.#allocated = allocated;
  }

  /** `record` is undefined after a delete. The caller then sees to the starts. */
  functionChanged(id: FunctionId, record: FunctionRecord | undefined): void {
    const key = functionKey(id);
    const before = this.#functions.get(key);
    const { provisioned = [] } = record ?? {};
    if (before === undefined && provisioned.length === 0) return;
    if (record === undefined || provisioned.length === 0) {
      this.#functions.delete(key);
    } else {
      const configs = new Map(
        provisioned.map((config) => [
          config.qualifier,
          this.#next(record, config, before?.configs.get(config.qualifier)),
        ]),
      );
      this.#functions.set(key, { record, configs });
    }
    this.#setTargets(key);
  }

  status(id: FunctionId, { qualifier, requested, lastModified }: ProvisionedRecord): ProvisionedStatus {
    const config = this.#functions.get(functionKey(id))?.configs.get(qualifier);
    if (config === undefined || config.lastModified !== lastModified) {
      return { available: 0, state: 'IN_PROGRESS' };
    }
    const ready = this.#readyOf(config.shares);
    const reason = this.#failureOf(config.shares);
    if (ready < requested && reason !== undefined) return { available: ready, state: 'FAILED', reason };
    if (config.isReady) return { available: ready, state: 'READY' };
    return { available: Math.max(ready, this.#readyOf(config.outgoing)), state: 'IN_PROGRESS' };
  }

  poolOf({ environmentKey }: VersionRecord): ProvisionedPool | undefined {
    return this.#pools.get(environmentKey);
  }

  /** A pool that lacks environments, if there is one. */
  wanting(): ProvisionedPool | undefined {
    for (const pool of this.#pools.values()) if (pool.wantsStart) return pool;
    return undefined;
  }

  /** Freezes what has been idle for a while. True where that is to be seen to again. */
  rest(nowMs: number): boolean {
    let again = false;
    for (const pool of this.#pools.values()) if (pool.rest(nowMs)) again = true;
    return again;
  }

  /** Counts what was allocated to the end. The environments end with all others. */
  close(): void {
    this.#billing?.cancel();
    for (const pool of this.#pools.values()) this.#bill(pool);
  }

  /** What becomes of a configuration: what it was, if it means the same. */
  #next(record: FunctionRecord, config: ProvisionedRecord, before: Config | undefined): Config {
    const shares = sharesIn(record, config);
    if (before?.lastModified === config.lastModified && isSame(before.shares, shares)) {
      return { ...before, shares };
    }
    for (const [key] of shares) this.#pools.get(key)?.retry();
    const outgoing = before === undefined ? none : before.isReady ? before.shares : before.outgoing;
    return { lastModified: config.lastModified, shares, outgoing, isReady: false };
  }

  #setTargets(ofFunction: string): void {
    const provisioned = this.#functions.get(ofFunction);
    const wanted = wantedBy(provisioned);
    for (const [key, pool] of this.#pools) {
      if (functionKey(pool.record) !== ofFunction || wanted.has(key)) continue;
      pool.setTarget(0);
      this.#forgetIfEmpty(key, pool);
    }
    if (provisioned === undefined) return;
    for (const [key, { version, count }] of wanted) {
      const pool = this.#pools.get(key) ?? this.#openPool(provisioned.record, version);
      pool.setTarget(count);
    }
    // What shall serve may have been there all along.
    if (this.#settle(provisioned)) this.#setTargets(ofFunction);
  }

  /** Lets go of what served before wherever all is ready now. True if there was any. */
  #settle({ configs }: Provisioned): boolean {
    let swapped = false;
    for (const config of configs.values()) {
      if (config.isReady) continue;
      const requested = [...config.shares.values()].reduce((sum, { count }) => sum + count, 0);
      if (this.#readyOf(config.shares) < requested) continue;
      swapped ||= config.outgoing.size > 0;
      config.isReady = true;
      config.outgoing = none;
    }
    return swapped;
  }

  #openPool(record: FunctionRecord, version: VersionRecord): ProvisionedPool {
    const key = functionKey(record);
    const pool = new ProvisionedPool(record, version, {
      ...this.#host,
      gone: (environment: Environment) => {
        this.#forgetIfEmpty(version.environmentKey, pool);
        this.#host.gone(environment);
      },
      changed: () => {
        const provisioned = this.#functions.get(key);
        if (provisioned !== undefined && this.#settle(provisioned)) this.#setTargets(key);
      },
    });
    this.#pools.set(version.environmentKey, pool);
    this.#billSoon();
    return pool;
  }

  #readyOf(shares: Shares): number {
    let ready = 0;
    for (const [key, { count }] of shares) ready += Math.min(count, this.#pools.get(key)?.ready ?? 0);
    return ready;
  }

  #failureOf(shares: Shares): string | undefined {
    for (const key of shares.keys()) {
      const failure = this.#pools.get(key)?.failure;
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  #forgetIfEmpty(key: string, pool: ProvisionedPool): void {
    if (!pool.isEmpty || this.#pools.get(key) !== pool) return;
    this.#bill(pool);
    this.#pools.delete(key);
  }

  #billSoon(): void {
    this.#billing ??= this.#clock.after(provisionedBillingMs, () => {
      this.#billing = undefined;
      for (const pool of this.#pools.values()) {
        this.#bill(pool);
        pool.renew();
      }
      if (this.#pools.size > 0) this.#billSoon();
    });
  }

  #bill(pool: ProvisionedPool): void {
    const allocatedMs = pool.takeAllocatedMs();
    if (allocatedMs > 0) this.#allocated(pool.record, pool.version, allocatedMs);
  }
}

function sharesIn(record: FunctionRecord, config: ProvisionedRecord): Shares {
  const shares = new Map<string, { version: VersionRecord; count: number }>();
  for (const { version: name, count } of sharesOf(record, config)) {
    const version = versionNamed(record, name);
    if (version !== undefined) shares.set(version.environmentKey, { version, count });
  }
  return shares;
}

/** What the configurations of a function need, of versions that can run: what shall serve and what still does. */
function wantedBy(provisioned: Provisioned | undefined): Shares {
  const wanted = new Map<string, { version: VersionRecord; count: number }>();
  if (provisioned === undefined) return wanted;
  const running = new Set(versionsOf(provisioned.record).map(({ environmentKey }) => environmentKey));
  for (const { shares, outgoing } of provisioned.configs.values()) {
    for (const [key, { version, count }] of [...outgoing, ...shares]) {
      if (!running.has(key) || version.state !== 'Active') continue;
      wanted.set(key, { version, count: Math.max(count, wanted.get(key)?.count ?? 0) });
    }
  }
  return wanted;
}

function isSame(left: Shares, right: Shares): boolean {
  if (left.size !== right.size) return false;
  for (const [key, { count }] of left) if (right.get(key)?.count !== count) return false;
  return true;
}
