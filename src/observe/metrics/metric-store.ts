/** What a metric's values are: things counted, times taken, or a level that rises and falls. */
export type MetricKind = 'count' | 'duration' | 'level';

/** A metric as CloudWatch identifies it. `dimensions` are the finest that AWS has; its roll-ups are sums over them. */
export type MetricId = {
  readonly account: string;
  readonly region: string;
  /** `AWS/Lambda` */
  readonly namespace: string;
  readonly name: string;
  readonly kind: MetricKind;
  readonly dimensions: Readonly<Record<string, string>>;
};

/** Where one metric's values go: keep it, asking for it costs more than adding. */
export type Metric = {
  /** A count, milliseconds, or the level that holds from now on. Never waits and never throws. */
  add(value: number): void;
};

/** What was added since the start. */
export type MetricSummary = {
  readonly id: MetricId;
  /** Values added, and their sum. */
  readonly values: number;
  readonly sum: number;
  /** The value added last. */
  readonly last: number;
  /** For durations: how many were at most as long as each of `durationBoundsMs`. */
  readonly atMost: readonly number[];
};

/** Upper bounds of a duration's histogram, in milliseconds. */
export const durationBoundsMs: readonly number[] = [
  1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 900_000,
];

/** Metrics at a time; a further one takes the place of one that nothing was added to for long, as those of a deleted function. */
const metricsMax = 50_000;

/** The metrics of this process, in memory. */
export type MetricStore = {
  metric(id: MetricId): Metric;
  summaries(): Iterable<MetricSummary>;
  /** Metrics that were forgotten for others, and those that found no room all the same. One that is forgotten begins anew with its next value. */
  readonly forgotten: number;
  readonly refused: number;
};

export function createMetricStore(max = metricsMax): MetricStore {
  const all = new Map<string, Series>();
  let forgotten = 0;
  let refused = 0;

  /** The oldest that was idle since it was last looked at; who was not goes to the end. What a level says may hold for long. */
  const forgetOne = (): boolean => {
    let looks = 2 * all.size;
    for (const [key, series] of all) {
      if (looks === 0) return false;
      looks -= 1;
      all.delete(key);
      if (!series.idle) {
        series.idle = series.id.kind !== 'level' || series.last === 0;
        all.set(key, series);
        continue;
      }
      series.elsewhere = () => store.metric(series.id);
      forgotten += 1;
      return true;
    }
    return false;
  };

  const store: MetricStore = {
    metric(id) {
      const key = keyOf(id);
      const present = all.get(key);
      if (present !== undefined) return present;
      if (all.size >= max && !forgetOne()) {
        refused += 1;
        return nowhere;
      }
      const added = new Series(id);
      all.set(key, added);
      return added;
    },
    summaries: () => all.values(),
    get forgotten() {
      return forgotten;
    },
    get refused() {
      return refused;
    },
  };
  return store;
}

const nowhere: Metric = { add: () => undefined };

function keyOf({ account, region, namespace, name, dimensions }: MetricId): string {
  return JSON.stringify([account, region, namespace, name, Object.entries(dimensions).sort()]);
}

class Series implements Metric, MetricSummary {
  readonly id: MetricId;
  values = 0;
  sum = 0;
  last = 0;
  /** Nothing was added since the store looked last. */
  idle = false;
  /** Set once it is forgotten: where the values of those go that still hold it. */
  elsewhere: (() => Metric) | undefined;
  readonly #buckets: number[];

  constructor(id: MetricId) {
    this.id = id;
    this.#buckets = id.kind === 'duration' ? durationBoundsMs.map(() => 0) : [];
  }

  add(value: number): void {
    if (this.elsewhere !== undefined) {
      this.elsewhere().add(value);
      return;
    }
    this.idle = false;
    this.values += 1;
    this.sum += value;
    this.last = value;
    if (this.#buckets.length === 0) return;
    const index = durationBoundsMs.findIndex((bound) => value <= bound);
    if (index !== -1) this.#buckets[index] = (this.#buckets[index] ?? 0) + 1;
  }

  get atMost(): readonly number[] {
    let total = 0;
    return this.#buckets.map((count) => (total += count));
  }
}
