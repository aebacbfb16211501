import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetricStore, type MetricId } from './metric-store.ts';
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
  const lines = prometheusText(store).trimEnd().split('\n');
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
    '# TYPE lambent_metrics_refused_total counter',
    'lambent_metrics_refused_total 0',
  ]);
});

test('label values cannot break out of their line', () => {
  const store = createMetricStore();
  store.metric(id({ dimensions: { FunctionName: 'a"b\\c\nd' } })).add(1);
  assert.match(prometheusText(store), /function_name="a\\"b\\\\c\\nd"\} 1\n/);
});

test('metrics beyond the bound are refused and counted', () => {
  const store = createMetricStore(1);
  store.metric(id()).add(1);
  store.metric(id({ name: 'Errors' })).add(1);
  assert.equal(store.refused, 1);
  assert.doesNotMatch(prometheusText(store), /aws_lambda_errors/);
});
