import { type FunctionId, functionKey } from '../records/functions.ts';
import { scalingBurstMax, scalingFunctionsMax, scalingPerSecond } from './limits.ts';
import { TokenBucket } from './token-bucket.ts';

/** How fast one function may add environments. */
export type ScalingRate = { readonly burst: number; readonly perSecond: number };

const awsRate: ScalingRate = { burst: scalingBurstMax, perSecond: scalingPerSecond };

/** How fast each function adds environments. Source: Lambda developer guide, "Concurrency scaling rate". */
export class ScalingRates {
  readonly #rate: ScalingRate;
  readonly #functions = new Map<string, TokenBucket>();

  constructor(rate: ScalingRate = awsRate) {
    this.#rate = rate;
  }

  /** Counts an environment that is started. */
  started(id: FunctionId, nowMs: number): void {
    const key = functionKey(id);
    let bucket = this.#functions.get(key);
    if (bucket === undefined) {
      if (this.#functions.size >= scalingFunctionsMax) this.#forgetFull(nowMs);
      bucket = new TokenBucket();
      this.#functions.set(key, bucket);
    }
    bucket.take(nowMs, this.#rate.burst, this.#rate.perSecond);
  }

  /** Whether the function has added as many as it may for now. */
  isSpent(id: FunctionId, nowMs: number): boolean {
    const bucket = this.#functions.get(functionKey(id));
    return bucket !== undefined && bucket.tokens(nowMs, this.#rate.burst, this.#rate.perSecond) < 1;
  }

  #forgetFull(nowMs: number): void {
    const { burst, perSecond } = this.#rate;
    for (const [key, bucket] of this.#functions) {
      if (bucket.tokens(nowMs, burst, perSecond) >= burst) this.#functions.delete(key);
    }
  }
}
