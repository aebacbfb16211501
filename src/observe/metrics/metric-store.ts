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

/** Metrics at a time; values of further ones are not kept. */
export const metricsMax = 50_000;

/** The metrics of this process, in memory. */
export type MetricStore = {
  metric(id: MetricId): Metric;
  summaries(): Iterable<MetricSummary>;
  /** Metrics that found no room. */
  readonly refused: number;
};

export function createMetricStore(max = metricsMax): MetricStore {
  const series = new Map<string, Series>();
  let refused = 0;
  return {
    metric(id) {
      const key = keyOf(id);
      const present = series.get(key);
      if (present !== undefined) return present;
      if (series.size >= max) {
        refused += 1;
        return nowhere;
      }
      const added = new Series(id);
      series.set(key, added);
      return added;
    },
    summaries: () => series.values(),
    get refused() {
      return refused;
    },
  };
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
  readonly #buckets: number[];

  constructor(id: MetricId) {
    this.id = id;
    this.#buckets = id.kind === 'duration' ? durationBoundsMs.map(() => 0) : [];
  }

  add(value: number): void {
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
