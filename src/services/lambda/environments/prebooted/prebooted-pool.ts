import { delay, type Timer } from '#ambient';
import type { VersionRecord } from '../../records/function.ts';
import {
  idleMsMax,
  prebootedCloseMsMax,
  prebootedFailurePauseMs,
  prebootedFailuresMax,
  prebootedIdleShareMin,
  prebootedKindsMax,
  prebootedLookMs,
  prebootedRestMs,
  sparesPendingMax,
} from '../limits.ts';
import { type Kind, kindOf, nameOf } from './kind.ts';
import {
  type Assigned,
  type PrebootDependencies,
  PrebootedRuntime,
  packageSetsOf,
} from './prebooted-runtime.ts';
import { targetsOf } from './targets.ts';

export type PrebootedLimits = {
  /** Runtimes that wait, of all kinds; 0: there is no pool. */
  readonly max: number;
  /** Which share of the processors was free since it was last asked. */
  readonly idleShare: () => number;
};

/** What the pool asks of the node that it is on. */
export type PrebootedHost = {
  /** Whether nothing is being started for anybody. */
  isQuiet(): boolean;
  hasRoomFor(memoryMiB: number): boolean;
  /** What one of them held is free. */
  gone(): void;
};

/** A runtime taken out of the pool for one start. */
export type Reserved = {
  readonly id: string;
  /** Its process with the function of this version; undefined where that has to be started directly. */
  assign(version: VersionRecord, variables: Readonly<Record<string, string>>): Promise<Assigned | undefined>;
  /** Back to the pool, unless it was assigned: then true. Must be called, once the start has done with it. */
  release(): boolean;
};

/** A kind lately used, and how it went. */
type Used = { readonly kind: Kind; usedAtMs: number; failures: number; pausedUntilMs: number };

/**
 * Runtimes that boot while the node has nothing better to do and wait, without a function, for the next start of their kind. Those of
 * the kinds used last are kept; an environment that is needed takes their room.
 */
export class PrebootedPool {
  readonly #dependencies: PrebootDependencies;
  readonly #limits: PrebootedLimits;
  readonly #host: PrebootedHost;
  /** By name, the kind used last at the end. */
  readonly #used = new Map<string, Used>();
  /** Those that wait. */
  readonly #waiting = new Set<PrebootedRuntime>();
  /** Those that are being ended. */
  readonly #ending = new Set<PrebootedRuntime>();
  /** Work that ends by itself, and that nothing may be left of in the end. */
  readonly #pending = new Set<Promise<unknown>>();
  /** Packages of which a copy is to be made, in the order in which they were used. */
  readonly #sparesWanted = new Map<string, readonly string[]>();
  #booting: Kind | undefined;
  #restUntilMs = 0;
  #timer: Timer | undefined;
  #closed = false;

  constructor(dependencies: PrebootDependencies, limits: PrebootedLimits, host: PrebootedHost) {
    this.#dependencies = dependencies;
    this.#limits = limits;
    this.#host = host;
  }

  /** How many there are, whatever they are doing. */
  get size(): number {
    return this.#waiting.size + this.#ending.size + (this.#booting === undefined ? 0 : 1);
  }

  /** What they are held to together. */
  get memoryMiB(): number {
    let sum = this.#booting?.memoryMiB ?? 0;
    for (const { kind } of this.#waiting) sum += kind.memoryMiB;
    for (const { kind } of this.#ending) sum += kind.memoryMiB;
    return sum;
  }

  /** A version that may soon be used: its code is copied at once, the rest when there is time. */
  expect(version: VersionRecord): void {
    if (this.#note(version) === undefined) return;
    for (const digests of packageSetsOf(version))
      this.#track(this.#dependencies.code.spares.prepare(digests));
  }

  /** Whether a start of this version would take one. */
  has(version: VersionRecord): boolean {
    const kind = kindOf(version);
    return kind !== undefined && this.#find(nameOf(kind)) !== undefined;
  }

  /** For the start of a version, which follows. */
  take(version: VersionRecord): Reserved | undefined {
    const used = this.#note(version);
    if (used === undefined) return undefined;
    for (const digests of packageSetsOf(version)) this.#wantSpare(digests);
    const runtime = this.#find(nameOf(used.kind));
    if (runtime === undefined) return undefined;
    used.failures = 0;
    this.#waiting.delete(runtime);
    let isAssigned = false;
    const { promise: released, resolve } = Promise.withResolvers<void>();
    this.#track(released);
    return {
      id: runtime.id,
      assign: async (assigned, variables) => {
        if (!runtime.isFresh) return undefined;
        try {
          const booted = await runtime.assign(assigned, variables);
          isAssigned = booted !== undefined;
          if (isAssigned) this.#track(runtime.gone);
          return booted;
        } catch (error) {
          const { log } = this.#dependencies;
          log.warn('a booted runtime could not be given its function', { error: String(error) });
          return undefined;
        }
      },
      release: () => {
        // Never back where anything of a function may have come to it.
        if (!isAssigned && runtime.isFresh && !this.#closed) this.#waiting.add(runtime);
        else if (!isAssigned) this.#end(runtime);
        resolve();
        return isAssigned;
      },
    };
  }

  /** Lets one go for whoever needs its room. True also while one is on its way out; false where there is none. */
  evict(): boolean {
    if (this.size === 0) return false;
    this.#restUntilMs = this.#dependencies.clock.monotonic() + prebootedRestMs;
    if (this.#ending.size > 0) return true;
    const ages = [...this.#used.keys()];
    const [oldest] = [...this.#waiting].sort(
      (one, other) => ages.indexOf(nameOf(one.kind)) - ages.indexOf(nameOf(other.kind)),
    );
    if (oldest !== undefined) this.#end(oldest);
    return true;
  }

  /** Resolves when nothing is left of all that it ever booted; what cannot be ended is the launcher's to end. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    for (const runtime of this.#waiting) this.#end(runtime);
    await Promise.race([this.#settled(), delay(this.#dependencies.clock, prebootedCloseMsMax)]);
  }

  async #settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  #find(name: string): PrebootedRuntime | undefined {
    for (const runtime of this.#waiting) if (nameOf(runtime.kind) === name) return runtime;
    return undefined;
  }

  /** Undefined where versions like this one start directly. */
  #note(version: VersionRecord): Used | undefined {
    const kind = this.#limits.max === 0 || this.#closed ? undefined : kindOf(version);
    if (kind === undefined) return undefined;
    const name = nameOf(kind);
    const used = this.#used.get(name) ?? { kind, usedAtMs: 0, failures: 0, pausedUntilMs: 0 };
    used.usedAtMs = this.#dependencies.clock.monotonic();
    putLast(this.#used, name, used, prebootedKindsMax);
    this.#lookIn(prebootedLookMs);
    return used;
  }

  #wantSpare(digests: readonly string[]): void {
    putLast(this.#sparesWanted, digests.join('+'), digests, sparesPendingMax);
  }

  #lookIn(delayMs: number): void {
    if (this.#closed) return;
    this.#timer?.cancel();
    this.#timer = this.#dependencies.clock.after(delayMs, () => this.#look());
  }

  /** Brings those there are nearer to those there should be, one at a time, while the node is at rest. */
  #look(): void {
    const now = this.#dependencies.clock.monotonic();
    for (const [name, { usedAtMs }] of this.#used) if (now - usedAtMs >= idleMsMax) this.#used.delete(name);
    const targets = targetsOf([...this.#used.keys()].reverse(), this.#limits.max);
    this.#endSurplus(targets);
    const missing = this.#missing(targets, now);
    const hasWork = missing !== undefined || this.#sparesWanted.size > 0;
    if (hasWork && this.#isAtRest(now)) {
      this.#copyNext();
      if (missing !== undefined) this.#boot(missing);
    }
    const [oldest] = this.#used.values();
    if (hasWork) this.#lookIn(prebootedLookMs);
    else if (oldest !== undefined) this.#lookIn(oldest.usedAtMs + idleMsMax - now);
  }

  #isAtRest(nowMs: number): boolean {
    if (this.#booting !== undefined || nowMs < this.#restUntilMs || !this.#host.isQuiet()) return false;
    return this.#limits.idleShare() >= prebootedIdleShareMin;
  }

  #endSurplus(targets: ReadonlyMap<string, number>): void {
    const counts = new Map<string, number>();
    for (const runtime of this.#waiting) {
      const name = nameOf(runtime.kind);
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      if (count > (targets.get(name) ?? 0)) this.#end(runtime);
    }
  }

  /** The kind to boot next. */
  #missing(targets: ReadonlyMap<string, number>, nowMs: number): Used | undefined {
    for (const [name, target] of targets) {
      const used = this.#used.get(name);
      if (used === undefined || nowMs < used.pausedUntilMs) continue;
      let count = 0;
      for (const { kind } of this.#waiting) if (nameOf(kind) === name) count += 1;
      if (count < target && this.#host.hasRoomFor(used.kind.memoryMiB)) return used;
    }
    return undefined;
  }

  #copyNext(): void {
    for (const [key, digests] of this.#sparesWanted) {
      this.#sparesWanted.delete(key);
      this.#track(this.#dependencies.code.spares.prepare(digests));
      return;
    }
  }

  #boot(used: Used): void {
    const { kind } = used;
    this.#booting = kind;
    const booting = PrebootedRuntime.boot(this.#dependencies, kind).then(
      (runtime) => {
        this.#booting = undefined;
        this.#waiting.add(runtime);
        runtime.onExit(() => this.#lost(runtime, used));
        // Somebody has asked for its room meanwhile.
        const isResting = this.#dependencies.clock.monotonic() < this.#restUntilMs;
        if ((this.#closed || isResting) && this.#waiting.has(runtime)) this.#end(runtime);
      },
      (error: unknown) => {
        this.#booting = undefined;
        this.#failed(used, error);
        this.#host.gone();
      },
    );
    this.#track(booting);
  }

  /** One that nobody has taken has ended by itself. */
  #lost(runtime: PrebootedRuntime, used: Used): void {
    if (!this.#waiting.has(runtime)) return;
    this.#failed(used, new Error('it ended while it waited'));
    this.#end(runtime);
    this.#lookIn(prebootedLookMs);
  }

  #failed(used: Used, error: unknown): void {
    used.failures += 1;
    this.#dependencies.log.debug('a runtime could not be kept booted', {
      runtime: used.kind.runtime,
      error: String(error),
    });
    if (used.failures < prebootedFailuresMax) return;
    used.failures = 0;
    used.pausedUntilMs = this.#dependencies.clock.monotonic() + prebootedFailurePauseMs;
  }

  #end(runtime: PrebootedRuntime): void {
    this.#waiting.delete(runtime);
    this.#ending.add(runtime);
    const ended = runtime
      .close()
      .catch((error: unknown) =>
        this.#dependencies.log.error('a booted runtime could not be ended', { error: String(error) }),
      )
      .then(() => {
        this.#ending.delete(runtime);
        this.#host.gone();
      });
    this.#track(ended);
  }

  /** `pending` never rejects. */
  #track(pending: Promise<unknown>): void {
    this.#pending.add(pending);
    void pending.then(() => this.#pending.delete(pending));
  }
}

/** As the youngest of at most so many. */
function putLast<V>(map: Map<string, V>, key: string, value: V, max: number): void {
  map.delete(key);
  map.set(key, value);
  for (const [oldest] of map) {
    if (map.size <= max) return;
    map.delete(oldest);
  }
}
