import type { Metric, MetricStore } from '#observe';
import { requestsPerSecondPerConcurrency } from '../environments/limits.ts';
import { TokenBucket } from '../environments/token-bucket.ts';
import { TooManyRequestsException } from '../errors.ts';
import type { Account } from '../records/accounts.ts';
import type { FunctionRecord } from '../records/function.ts';
import type { FunctionId } from '../records/functions.ts';
import { provisionedTotal } from '../records/provisioned.ts';
import { type AccountLevels, accountLevels, functionLevel } from './invocation-metrics.ts';

/** A place among the invocations running at the same time. */
export type Taken = {
  /** Called once, when the invocation has ended. */
  giveBack(): void;
};

type ConcurrencyParts = {
  /** Of every account in every region. */
  readonly accountConcurrency: number;
  /** What functions keep of it, together. */
  readonly reservedConcurrency: (account: Account) => number;
  readonly metrics: Pick<MetricStore, 'metric'>;
};

/**
 * Counts invocations running or waiting. A function that has reserved concurrency has its own limit and none but that; the others
 * of an account and region share what is left. What runs in provisioned environments counts against neither: they were taken
 * from both beforehand. Source: Lambda developer guide, "Configuring reserved concurrency".
 */
export class Concurrency {
  readonly #parts: ConcurrencyParts;
  /** By region and account. */
  readonly #pools = new Map<string, Map<string, AccountPool>>();

  constructor(parts: ConcurrencyParts) {
    this.#parts = parts;
  }

  /**
   * A place for an invocation of the function, or the throttle that AWS answers. On the path of every invocation. `nowMs` is left out
   * for asynchronous ones, whose number a second has no limit.
   */
  take(record: FunctionRecord, nowMs: number | undefined): Taken | TooManyRequestsException {
    const running = this.#running(record);
    const { reservedConcurrency: reserved } = record;
    running.setReserved(reserved !== undefined);
    const throttle =
      reserved === undefined
        ? running.pool.throttle(this.#parts.reservedConcurrency(record), nowMs)
        : running.throttle(reserved, onDemandOf(record, reserved), nowMs);
    if (throttle !== undefined) return throttle;
    running.add();
    return running;
  }

  /** A place in a provisioned environment, which the caller has found. */
  takeProvisioned(record: FunctionRecord): Taken {
    const running = this.#running(record);
    running.addProvisioned();
    return running.provisioned;
  }

  /** What runs already is counted where the function belongs from now on. `record` is undefined after a delete. */
  functionChanged({ account, region, name }: FunctionId, record: FunctionRecord | undefined): void {
    const pool = this.#pools.get(region)?.get(account);
    if (pool === undefined) return;
    if (record === undefined) pool.functions.delete(name);
    else pool.functions.get(name)?.setReserved(record.reservedConcurrency !== undefined);
    pool.setAllocated(this.#parts.reservedConcurrency({ account, region }));
  }

  #running(record: FunctionRecord): Running {
    const pool = this.#pools.get(record.region)?.get(record.account) ?? this.#addPool(record);
    return pool.functions.get(record.name) ?? this.#addFunction(pool, record);
  }

  #addPool({ region, account }: FunctionRecord): AccountPool {
    const accounts = this.#pools.get(region) ?? new Map<string, AccountPool>();
    const pool = new AccountPool(
      this.#parts.accountConcurrency,
      accountLevels(this.#parts.metrics, { account, region }),
    );
    pool.setAllocated(this.#parts.reservedConcurrency({ account, region }));
    this.#pools.set(region, accounts.set(account, pool));
    return pool;
  }

  #addFunction(pool: AccountPool, record: FunctionRecord): Running {
    const running = new Running(pool, functionLevel(this.#parts.metrics, record));
    pool.functions.set(record.name, running);
    return running;
  }
}

/** What is left of a reservation for invocations outside provisioned environments. */
function onDemandOf(record: FunctionRecord, reserved: number): number {
  return record.provisioned === undefined ? reserved : reserved - provisionedTotal(record);
}

/** What an account runs in a region, and every function's own count. */
class AccountPool {
  readonly functions = new Map<string, Running>();
  /** Of functions without a reservation, outside provisioned environments. */
  unreserved = 0;
  readonly #requests = new TokenBucket();
  readonly #concurrency: number;
  readonly #levels: AccountLevels;
  #all = 0;
  /** What functions keep from the others. */
  #allocated = 0;

  constructor(concurrency: number, levels: AccountLevels) {
    this.#concurrency = concurrency;
    this.#levels = levels;
  }

  throttle(reserved: number, nowMs: number | undefined): TooManyRequestsException | undefined {
    if (this.unreserved >= this.#concurrency - reserved) {
      return new TooManyRequestsException('ConcurrentInvocationLimitExceeded');
    }
    const perSecond = this.#concurrency * requestsPerSecondPerConcurrency;
    if (nowMs === undefined || this.#requests.take(nowMs, perSecond, perSecond)) return undefined;
    return new TooManyRequestsException('FunctionInvocationRateLimitExceeded');
  }

  add(count: 1 | -1): void {
    this.#all += count;
    this.#levels.all.add(this.#all);
    this.#reportShares();
  }

  setAllocated(allocated: number): void {
    this.#allocated = allocated;
    this.#reportShares();
  }

  #reportShares(): void {
    this.#levels.unreserved.add(this.unreserved);
    this.#levels.claimed.add(this.unreserved + this.#allocated);
  }
}

/** One function's invocations; they count as unreserved unless the function has a reservation. */
class Running implements Taken {
  readonly pool: AccountPool;
  readonly provisioned: Taken = { giveBack: () => this.#provisionedEnded() };
  readonly #requests = new TokenBucket();
  readonly #level: Metric;
  #count = 0;
  #provisionedCount = 0;
  #isReserved = false;

  constructor(pool: AccountPool, level: Metric) {
    this.pool = pool;
    this.#level = level;
  }

  setReserved(isReserved: boolean): void {
    if (isReserved === this.#isReserved) return;
    this.#isReserved = isReserved;
    this.pool.unreserved += isReserved ? -this.#count : this.#count;
  }

  throttle(
    reserved: number,
    onDemandMax: number,
    nowMs: number | undefined,
  ): TooManyRequestsException | undefined {
    if (this.#count >= onDemandMax) {
      return new TooManyRequestsException('ReservedFunctionConcurrentInvocationLimitExceeded');
    }
    const perSecond = reserved * requestsPerSecondPerConcurrency;
    if (nowMs === undefined || this.#requests.take(nowMs, perSecond, perSecond)) return undefined;
    return new TooManyRequestsException('ReservedFunctionInvocationRateLimitExceeded');
  }

  add(): void {
    this.#change(1);
  }

  giveBack(): void {
    this.#change(-1);
  }

  addProvisioned(): void {
    this.#provisionedCount += 1;
    this.#report(1);
  }

  #provisionedEnded(): void {
    this.#provisionedCount -= 1;
    this.#report(-1);
  }

  #change(count: 1 | -1): void {
    this.#count += count;
    if (!this.#isReserved) this.pool.unreserved += count;
    this.#report(count);
  }

  #report(count: 1 | -1): void {
    this.pool.add(count);
    this.#level.add(this.#count + this.#provisionedCount);
  }
}
