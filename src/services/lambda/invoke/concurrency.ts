import { accountConcurrencyMax } from '../environments/limits.ts';
import { TooManyRequestsException } from '../errors.ts';
import type { Account } from '../records/accounts.ts';
import type { FunctionRecord } from '../records/function.ts';
import type { FunctionId } from '../records/functions.ts';

/** A place among the invocations running at the same time. */
export type Taken = {
  /** Called once, when the invocation has ended. */
  giveBack(): void;
};

/**
 * Counts invocations running or waiting. A function that has reserved concurrency has its own limit and none but that; the others
 * of an account and region share what is left. Source: Lambda developer guide, "Configuring reserved concurrency".
 */
export class Concurrency {
  readonly #reservedConcurrency: (account: Account) => number;
  /** By region and account. */
  readonly #pools = new Map<string, Map<string, UnreservedPool>>();

  constructor(reservedConcurrency: (account: Account) => number) {
    this.#reservedConcurrency = reservedConcurrency;
  }

  /** A place for an invocation of the function, or the throttle that AWS answers. On the path of every invocation. */
  take(record: FunctionRecord): Taken | TooManyRequestsException {
    const pool = this.#pools.get(record.region)?.get(record.account) ?? this.#addPool(record);
    const running = pool.functions.get(record.name) ?? addFunction(pool, record.name);
    const { reservedConcurrency: reserved } = record;
    running.setReserved(reserved !== undefined);
    if (reserved === undefined) {
      if (pool.running >= accountConcurrencyMax - this.#reservedConcurrency(record)) {
        return new TooManyRequestsException('ConcurrentInvocationLimitExceeded');
      }
    } else if (running.count >= reserved) {
      return new TooManyRequestsException('ReservedFunctionConcurrentInvocationLimitExceeded');
    }
    running.add();
    return running;
  }

  /** What runs already is counted where the function belongs from now on. `record` is undefined after a delete. */
  functionChanged({ account, region, name }: FunctionId, record: FunctionRecord | undefined): void {
    const pool = this.#pools.get(region)?.get(account);
    if (record === undefined) pool?.functions.delete(name);
    else pool?.functions.get(name)?.setReserved(record.reservedConcurrency !== undefined);
  }

  #addPool({ region, account }: FunctionRecord): UnreservedPool {
    const accounts = this.#pools.get(region) ?? new Map<string, UnreservedPool>();
    const pool: UnreservedPool = { running: 0, functions: new Map() };
    this.#pools.set(region, accounts.set(account, pool));
    return pool;
  }
}

/** What the functions without a reservation run, and every function's own count. */
type UnreservedPool = { running: number; readonly functions: Map<string, Running> };

function addFunction(pool: UnreservedPool, name: string): Running {
  const running = new Running(pool);
  pool.functions.set(name, running);
  return running;
}

/** One function's invocations; they count in the pool unless the function has a reservation. */
class Running implements Taken {
  count = 0;
  readonly #pool: UnreservedPool;
  #isReserved = false;

  constructor(pool: UnreservedPool) {
    this.#pool = pool;
  }

  setReserved(isReserved: boolean): void {
    if (isReserved === this.#isReserved) return;
    this.#isReserved = isReserved;
    this.#pool.running += isReserved ? -this.count : this.count;
  }

  add(): void {
    this.count += 1;
    if (!this.#isReserved) this.#pool.running += 1;
  }

  giveBack(): void {
    this.count -= 1;
    if (!this.#isReserved) this.#pool.running -= 1;
  }
}
