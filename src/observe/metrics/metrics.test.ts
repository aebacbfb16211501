import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetricStore, type MetricId, type MetricStore } from './metric-store.ts';
import { prometheusText } from './prometheus.ts';

const id = (change: Partial<MetricId> = {}): MetricId => ({
  account: '000000000000',
  region: 'us-east-1',
  namespace: 'AWS/Lambda',
  name: 'Invocations',
  kind: 'count',
  dimensions: { FunctionName: 'f', Resource: 'f:live' },
  ...change,
});
const textOf = (store: MetricStore) => [...prometheusText(store)].join('');
const labels = 'account="000000000000",region="us-east-1",function_name="f",resource="f:live"';

test('a metric is the same whoever asks for it, and dimensions have no order', () => {
  const store = createMetricStore();
  store.metric(id()).add(1);
  store.metric(id({ dimensions: { Resource: 'f:live', FunctionName: 'f' } })).add(2);
  store.metric(id({ dimensions: { FunctionName: 'f' } })).add(4);
  assert.deepEqual(
    [...store.summaries()].map(({ sum }) => sum),
    [3, 4],
  );
});

test('counts, durations and levels in the text format of Prometheus', () => {
  const store = createMetricStore();
  store.metric(id()).add(2);
  const duration = store.metric(id({ name: 'Duration', kind: 'duration' }));
  for (const value of [0.5, 3, 3, 2_000_000]) duration.add(value);
  const level = store.metric(id({ name: 'ConcurrentExecutions', kind: 'level', dimensions: {} }));
  level.add(7);
  level.add(3);
  const lines = textOf(store).trimEnd().split('\n');
  const buckets = [1, 1, 3, ...Array.from({ length: 14 }, () => 3)];
  const bounds = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 300000, 900000];
  assert.deepEqual(lines, [
    '# HELP aws_lambda_concurrent_executions AWS/Lambda ConcurrentExecutions',
    '# TYPE aws_lambda_concurrent_executions gauge',
    'aws_lambda_concurrent_executions{account="000000000000",region="us-east-1"} 3',
    '# HELP aws_lambda_duration_milliseconds AWS/Lambda Duration',
    '# TYPE aws_lambda_duration_milliseconds histogram',
    ...bounds.map(
      (bound, index) => `aws_lambda_duration_milliseconds_bucket{${labels},le="${bound}"} ${buckets[index]}`,
    ),
    `aws_lambda_duration_milliseconds_bucket{${labels},le="+Inf"} 4`,
    `aws_lambda_duration_milliseconds_sum{${labels}} 2000006.5`,
    `aws_lambda_duration_milliseconds_count{${labels}} 4`,
    '# HELP aws_lambda_invocations_total AWS/Lambda Invocations',
    '# TYPE aws_lambda_invocations_total counter',
    `aws_lambda_invocations_total{${labels}} 2`,
    '# TYPE lambent_metrics_forgotten_total counter',
    'lambent_metrics_forgotten_total 0',
    '# TYPE lambent_metrics_refused_total counter',
    'lambent_metrics_refused_total 0',
  ]);
});

test('label values cannot break out of their line', () => {
  const store = createMetricStore();
  store.metric(id({ dimensions: { FunctionName: 'a"b\\c\nd' } })).add(1);
  assert.match(textOf(store), /function_name="a\\"b\\\\c\\nd"\} 1\n/);
});

test('beyond the bound the metric goes that was idle longest, and begins anew with its next value', () => {
  const store = createMetricStore(2);
  const shown = () => [...store.summaries()].map(({ id: { name }, sum }) => `${name} ${sum}`).sort();
  const gone = store.metric(id({ name: 'Gone' }));
  gone.add(5);
  const used = store.metric(id({ name: 'Used' }));
  used.add(1);
  store.metric(id({ name: 'New1' })).add(1);
  assert.deepEqual(shown(), ['New1 1', 'Used 1']);
  gone.add(2);
  assert.deepEqual(shown(), ['Gone 2', 'New1 1']);
  gone.add(2);
  used.add(1);
  assert.deepEqual(shown(), ['Gone 4', 'Used 1']);
  assert.deepEqual([store.forgotten, store.refused], [3, 0]);
});

test('a level that holds keeps its place: what finds none is refused and counted', () => {
  const store = createMetricStore(1);
  const level = store.metric(id({ kind: 'level' }));
  level.add(3);
  store.metric(id({ name: 'Errors' })).add(1);
  assert.equal(store.refused, 1);
  assert.doesNotMatch(textOf(store), /aws_lambda_errors/);
  level.add(0);
  store.metric(id({ name: 'Errors' })).add(1);
  assert.match(textOf(store), /aws_lambda_errors/);
});

test('thousands of metrics are printed in parts of bounded size', () => {
  const store = createMetricStore();
  for (let index = 0; index < 2_000; index += 1)
    store.metric(id({ kind: 'duration', dimensions: { FunctionName: `f${index}` } })).add(1);
  const parts = [...prometheusText(store)];
  assert.equal(parts.join('').match(/_count\{/g)?.length, 2_000);
  assert.ok(Math.max(...parts.map(({ length }) => length)) < 700_000);
});
