import { durationBoundsMs, type MetricId, type MetricStore, type MetricSummary } from './metric-store.ts';

export const prometheusContentType = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Every metric in Prometheus' text format: `AWS/Lambda` `Invocations` is the counter `aws_lambda_invocations_total`, a duration a
 * histogram in milliseconds, a level a gauge; dimensions are labels (`FunctionName` → `function_name`). In parts: there may be megabytes.
 */
export function* prometheusText(store: MetricStore): Generator<string> {
  const families = new Map<string, MetricSummary[]>();
  for (const summary of store.summaries()) {
    const name = familyOf(summary.id);
    const family = families.get(name) ?? [];
    families.set(name, family);
    family.push(summary);
  }
  for (const [name, family] of [...families].sort(([a], [b]) => (a < b ? -1 : 1))) {
    yield* printFamily(name, family);
  }
  yield textOf([
    '# TYPE lambent_metrics_forgotten_total counter',
    `lambent_metrics_forgotten_total ${store.forgotten}`,
    '# TYPE lambent_metrics_refused_total counter',
    `lambent_metrics_refused_total ${store.refused}`,
  ]);
}

/** Metrics of one part: some hundred kilobytes at most. */
const metricsPerPart = 200;

const types = { count: 'counter', duration: 'histogram', level: 'gauge' } as const;

function* printFamily(name: string, family: readonly MetricSummary[]): Generator<string> {
  const [first] = family;
  if (first === undefined) return;
  const { namespace, name: metric, kind } = first.id;
  yield textOf([`# HELP ${name} ${namespace} ${metric}`, `# TYPE ${name} ${types[kind]}`]);
  for (let at = 0; at < family.length; at += metricsPerPart) {
    const part = family.slice(at, at + metricsPerPart);
    yield textOf(part.flatMap((summary) => printSummary(name, summary)));
  }
}

function textOf(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

function printSummary(name: string, { id, values, sum, last, atMost }: MetricSummary): string[] {
  const labels = labelsOf(id);
  if (id.kind === 'count') return [`${name}{${labels}} ${sum}`];
  if (id.kind === 'level') return [`${name}{${labels}} ${last}`];
  return [
    ...atMost.map((count, index) => `${name}_bucket{${labels},le="${durationBoundsMs[index]}"} ${count}`),
    `${name}_bucket{${labels},le="+Inf"} ${values}`,
    `${name}_sum{${labels}} ${sum}`,
    `${name}_count{${labels}} ${values}`,
  ];
}

function familyOf({ namespace, name, kind }: MetricId): string {
  const base = `${snakeCase(namespace.replaceAll('/', '_'))}_${snakeCase(name)}`;
  if (kind === 'count') return `${base}_total`;
  return kind === 'duration' ? `${base}_milliseconds` : base;
}

function labelsOf({ account, region, dimensions }: MetricId): string {
  const labels = [['account', account], ['region', region], ...Object.entries(dimensions)];
  return labels.map(([name = '', value = '']) => `${snakeCase(name)}="${escapeLabel(value)}"`).join(',');
}

/** `AWS_Lambda` → `aws_lambda`, `FunctionName` → `function_name`, `DLQErrors` → `dlq_errors`. */
function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
