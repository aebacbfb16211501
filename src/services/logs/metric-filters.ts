import type { LogStore, MetricStore, StreamId } from '#observe';
import { CompiledFilters } from './compiled-filters.ts';
import { compileSelector } from './filter-pattern/json-pattern.ts';
import { compilePattern, type Extracted, type Pattern } from './filter-pattern/pattern.ts';
import type { GroupStore, MetricFilterRecord } from './records/groups.ts';

/** What a value of a transformation stands for in a message that matched. */
type Value = (message: string, extracted: Extracted) => string | undefined;

type Filter = {
  readonly pattern: Pattern;
  readonly namespace: string;
  readonly name: string;
  readonly value: Value;
  readonly dimensions: readonly (readonly [name: string, value: Value])[];
};

/** Makes metrics of what is logged, by each group's metric filters. Returns the stop. */
export function publishMetrics(parts: {
  readonly logs: LogStore;
  readonly groups: GroupStore;
  readonly metrics: MetricStore;
}): () => void {
  const { logs, groups, metrics } = parts;
  const filters = new CompiledFilters<Filter>(groups, ({ metricFilters = [] }) =>
    metricFilters.map(toFilter),
  );
  return logs.onEvent((id, { message }) => {
    for (const filter of filters.of(id)) publish(metrics, id, filter, message);
  });
}

function toFilter({ filterPattern, transformation }: MetricFilterRecord): Filter {
  const { metricNamespace: namespace, metricName: name, metricValue, dimensions = {} } = transformation;
  return {
    pattern: compilePattern(filterPattern),
    namespace,
    name,
    value: toValue(metricValue),
    dimensions: Object.entries(dimensions).map(([dimension, text]) => [dimension, toValue(text)] as const),
  };
}

/** A column of the pattern, any selector of a JSON message, or the text itself. */
function toValue(text: string): Value {
  if (!text.startsWith('$')) return () => text;
  if (!/^\$[.[]/.test(text)) return (_message, extracted) => extracted[text];
  const select = compileSelector(text);
  return (message) => select(message);
}

function publish(metrics: MetricStore, { account, region }: StreamId, filter: Filter, message: string): void {
  const extracted = filter.pattern.match(message);
  if (extracted === undefined) return;
  const { namespace, name } = filter;
  const value = Number(filter.value(message, extracted) ?? Number.NaN);
  // What is no number publishes nothing, and neither does a dimension without a value.
  if (!Number.isFinite(value)) return;
  const dimensions: Record<string, string> = {};
  for (const [dimension, read] of filter.dimensions) {
    const text = read(message, extracted);
    if (text === undefined) return;
    dimensions[dimension] = text;
  }
  metrics.metric({ account, region, namespace, name, kind: 'count', dimensions }).add(value);
}
