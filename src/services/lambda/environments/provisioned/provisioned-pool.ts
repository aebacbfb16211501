import type { FunctionRecord, VersionRecord } from '../../records/function.ts';
import { InterpreterMissing } from '../boot.ts';
import type { Environment } from '../environment.ts';
import {
  freezeAfterMs,
  provisionedBillingMs,
  provisionedFailuresMax,
  provisionedInitMsMin,
  provisionedRenewalMs,
  provisionedSteadyMs,
  requestsPerSecondPerConcurrency,
} from '../limits.ts';
import type { Invocation } from '../outcome.ts';
import type { EnvironmentOwner } from '../owner.ts';
import { removeIdle, takeUsable } from '../pool.ts';
import type { Start } from '../starts.ts';
import { TokenBucket } from '../token-bucket.ts';

/** What a pool asks of the placement that it belongs to. */
export type ProvisionedHost = {
  readonly nowMs: () => number;
  begin(start: Start): Environment;
  /** An environment's start is over, or all of it. */
  over(environment: Environment): void;
  gone(environment: Environment): void;
  /** Somebody who waits for an environment of this version, taken out of the queue. */
  takeWaiting(version: VersionRecord): Invocation | undefined;
  /** Its counts or its failure are not what they were. */
  changed(): void;
};

/** Said of a config when its function fails. Observed 2026-02. */
const initFailureReason = 'FUNCTION_ERROR_INIT_FAILURE';

/** Said of one that this node cannot start. */
const startFailureReason = 'The execution environment could not be started.';

/** The environments of one version that are initialised before anybody needs them, kept at a number. */
export class ProvisionedPool implements EnvironmentOwner {
  readonly record: FunctionRecord;
  readonly version: VersionRecord;
  readonly #host: ProvisionedHost;
  /** Most recently used last. */
  readonly #idle: Environment[] = [];
  readonly #ready = new Set<Environment>();
  readonly #starting = new Set<Environment>();
  /** When each that has not run anything yet became ready. */
  readonly #unused = new Map<Environment, number>();
  readonly #requests = new TokenBucket();
  #target = 0;
  #failures = 0;
  #failure: string | undefined;
  /** Ready environments × milliseconds that are not billed yet, and up to when they are counted. */
  #allocatedMs = 0;
  #countedToMs: number;

  constructor(record: FunctionRecord, version: VersionRecord, host: ProvisionedHost) {
    this.record = record;
    this.version = version;
    this.#host = host;
    this.#countedToMs = host.nowMs();
  }

  /** Environments that run an invocation or could. */
  get ready(): number {
    return this.#ready.size;
  }

  get inUse(): number {
    return this.#ready.size - this.#idle.length;
  }

  /** Why no more are started; undefined while all is well. */
  get failure(): string | undefined {
    return this.#failure;
  }

  get wantsStart(): boolean {
    return this.#failure === undefined && this.#ready.size + this.#starting.size < this.#target;
  }

  get isEmpty(): boolean {
    return this.#target === 0 && this.#ready.size === 0 && this.#starting.size === 0;
  }

  setTarget(target: number): void {
    this.#target = target;
    for (const environment of [...this.#starting, ...this.#idle]) {
      if (this.#ready.size + this.#starting.size <= target) return;
      this.#letGo(environment);
    }
  }

  /** Forgets what failed: the configuration is new. */
  retry(): void {
    this.#failures = 0;
    this.#failure = undefined;
  }

  start(): void {
    const { record, version } = this;
    const environment = this.#host.begin({
      record,
      version,
      owner: this,
      initializationType: 'provisioned-concurrency',
      initMsMax: Math.max(provisionedInitMsMin, version.timeoutSeconds * 1000),
    });
    this.#starting.add(environment);
  }

  /** An environment that must be given something to run at once; undefined if all are busy or have had their requests for now. */
  take(nowMs: number): Environment | undefined {
    if (this.#idle.length === 0) return undefined;
    const perSecond = this.#ready.size * requestsPerSecondPerConcurrency;
    if (!this.#requests.take(nowMs, perSecond, perSecond)) return undefined;
    const environment = takeUsable(this.#idle);
    if (environment !== undefined) this.#used(environment);
    return environment;
  }

  /** What was allocated since it was last asked: environments × milliseconds. */
  takeAllocatedMs(): number {
    this.#count();
    const allocatedMs = this.#allocatedMs;
    this.#allocatedMs = 0;
    return allocatedMs;
  }

  idle(environment: Environment): void {
    if (this.#starting.delete(environment)) {
      this.#count();
      this.#ready.add(environment);
      this.#unused.set(environment, this.#host.nowMs());
      this.#host.over(environment);
    }
    if (this.#ready.size > this.#target || !environment.isUsable()) {
      this.#letGo(environment);
      return;
    }
    const waiting = this.#host.takeWaiting(this.version);
    if (waiting === undefined) {
      this.#idle.push(environment);
    } else {
      this.#used(environment);
      environment.run(waiting);
    }
    this.#host.changed();
  }

  /** Another one takes its place, ahead of invocations. */
  initFailed(environment: Environment): undefined {
    this.#fail(environment, initFailureReason);
  }

  bootFailed(environment: Environment, error: Error): void {
    // What else goes wrong is in the log: it may name files of this machine.
    this.#fail(environment, error instanceof InterpreterMissing ? error.message : startFailureReason);
  }

  ending(environment: Environment): void {
    removeIdle(this.#idle, environment);
  }

  gone(environment: Environment): void {
    const readyAtMs = this.#unused.get(environment);
    // It was ready and ended by itself: as bad as a failed init, unless it took its time.
    if (readyAtMs !== undefined) {
      if (this.#host.nowMs() - readyAtMs < provisionedSteadyMs) this.#fail(environment, initFailureReason);
      else this.#failures = 0;
    }
    this.#forget(environment);
    this.#host.gone(environment);
  }

  /** Freezes those that have been idle for a while. True if others have not been yet. */
  rest(nowMs: number): boolean {
    let again = false;
    for (const environment of this.#idle) {
      if (nowMs - environment.idleSinceMs >= freezeAfterMs) environment.freeze();
      else again = true;
    }
    return again;
  }

  /** Lets go of those whose credentials end soon, a share at each look: others take their place. */
  renew(): void {
    const sharePerLook = provisionedBillingMs / provisionedRenewalMs;
    const ending = this.#idle.filter((environment) => !environment.isUsable(provisionedRenewalMs));
    for (const environment of ending.slice(0, Math.ceil(this.#ready.size * sharePerLook))) {
      this.#letGo(environment);
    }
  }

  #letGo(environment: Environment): void {
    this.#forget(environment);
    void environment.close();
  }

  #forget(environment: Environment): void {
    this.#count();
    this.#unused.delete(environment);
    this.#starting.delete(environment);
    this.#ready.delete(environment);
    removeIdle(this.#idle, environment);
  }

  #used(environment: Environment): void {
    if (this.#unused.delete(environment)) this.#failures = 0;
  }

  #fail(environment: Environment, reason: string): void {
    if (!this.#starting.has(environment) && !this.#ready.has(environment)) return;
    this.#failures += 1;
    if (this.#failures >= provisionedFailuresMax) this.#failure = reason;
  }

  #count(): void {
    const nowMs = this.#host.nowMs();
    this.#allocatedMs += this.#ready.size * (nowMs - this.#countedToMs);
    this.#countedToMs = nowMs;
  }
}
