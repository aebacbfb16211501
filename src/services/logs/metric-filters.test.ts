import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fails, group, openWorld, startMs } from './logs.fixture.ts';
import { createLogGroup } from './operations/create-log-group.ts';
import { deleteMetricFilter } from './operations/delete-metric-filter.ts';
import { describeLogGroups } from './operations/describe-log-groups.ts';
import { describeMetricFilters } from './operations/describe-metric-filters.ts';
import { putMetricFilter } from './operations/put-metric-filter.ts';
import { testMetricFilter } from './operations/test-metric-filter.ts';

const transformation = { metricName: 'm', metricNamespace: 'n', metricValue: '1' };
const filter = {
  logGroupName: group,
  filterName: 'f',
  filterPattern: '{ $.level = "ERROR" }',
  metricTransformations: [transformation],
};

test('metric filters are put, described by group or metric, and deleted', async (t) => {
  const { call } = await openWorld(t);
  await call(createLogGroup, { logGroupName: group });
  await call(putMetricFilter, filter);
  const described = [
    {
      filterName: 'f',
      filterPattern: '{ $.level = "ERROR" }',
      metricTransformations: [transformation],
      creationTime: startMs,
      logGroupName: group,
      applyOnTransformedLogs: false,
    },
  ];
  assert.deepEqual((await call(describeMetricFilters, { logGroupName: group })).metricFilters, described);
  const byMetric = { metricName: 'm', metricNamespace: 'n' };
  assert.deepEqual((await call(describeMetricFilters, byMetric)).metricFilters, described);
  assert.deepEqual((await call(describeMetricFilters, { ...byMetric, metricName: 'x' })).metricFilters, []);
  assert.equal((await call(describeLogGroups, {})).logGroups?.[0]?.metricFilterCount, 1);
  await call(deleteMetricFilter, { logGroupName: group, filterName: 'f' });
  await assert.rejects(
    call(deleteMetricFilter, { logGroupName: group, filterName: 'f' }),
    fails('ResourceNotFoundException', 'The specified metric filter does not exist.'),
  );
});

test('transformations that cannot be carried out are refused', async (t) => {
  const { call } = await openWorld(t);
  await call(createLogGroup, { logGroupName: group });
  const changes = [
    { metricNamespace: 'AWS/Lambda' },
    { metricValue: 'many' },
    { metricValue: '' },
    { defaultValue: 0, dimensions: { a: '$.a' } },
    { metricValue: '$.a b' },
    { dimensions: { a: '$.a', b: '$.b', c: '$.c', d: '$.d' } },
  ];
  for (const change of changes) {
    const metricTransformations = [{ ...transformation, ...change }];
    await assert.rejects(call(putMetricFilter, { ...filter, metricTransformations }), {
      code: 'InvalidParameterException',
    });
  }
  assert.deepEqual((await call(describeMetricFilters, { logGroupName: group })).metricFilters, []);
});

test('five filters of a group may have regular expressions', async (t) => {
  const { call } = await openWorld(t);
  await call(createLogGroup, { logGroupName: group });
  const patterns = ['%a%', '-%a%', '?%a% ?b', '{ $.a = %a% }', '[a = %a%]'];
  for (const [number, filterPattern] of patterns.entries())
    await call(putMetricFilter, { ...filter, filterName: `f${number}`, filterPattern });
  const sixth = { ...filter, filterPattern: '%a%' };
  await assert.rejects(
    call(putMetricFilter, sixth),
    fails('LimitExceededException', 'Resource limit exceeded.'),
  );
  await call(putMetricFilter, { ...sixth, filterPattern: '"%a%"' });
  await call(putMetricFilter, { ...sixth, filterName: 'f0' });
  const { metricFilters } = await call(describeMetricFilters, { logGroupName: group });
  assert.equal(metricFilters?.length, 6);
});

test('TestMetricFilter numbers what matches and says what it found', async (t) => {
  const { call } = await openWorld(t);
  const { matches } = await call(testMetricFilter, {
    filterPattern: '[ip, ..., bytes > 1]',
    logEventMessages: ['a b 1', 'a b 2'],
  });
  assert.deepEqual(matches, [
    { eventNumber: 2, eventMessage: 'a b 2', extractedValues: { $ip: 'a', $2: 'b', $bytes: '2' } },
  ]);
});

test('what matches adds to its metric: a number, or what a selector finds', async (t) => {
  const { call, write, metrics } = await openWorld(t);
  await call(createLogGroup, { logGroupName: group });
  await call(putMetricFilter, filter);
  await call(putMetricFilter, {
    ...filter,
    filterName: 'sizes',
    filterPattern: '{ $.user = * }',
    metricTransformations: [
      { metricName: 'Size', metricNamespace: 'n', metricValue: '$.size', dimensions: { User: '$.user' } },
    ],
  });
  write('s', [
    [startMs, '{"level":"ERROR"}'],
    [startMs, '{"level":"ERROR","size":3,"user":"ann"}'],
    [startMs, '{"size":4,"user":"ann"}'],
    [startMs, '{"size":9}'],
    [startMs, '{"size":"many","user":"ann"}'],
    [startMs, 'ERROR'],
  ]);
  assert.deepEqual(
    [...metrics.summaries()].map(({ id, values, sum }) => [id.name, id.dimensions, values, sum]),
    [
      ['m', {}, 2, 2],
      ['Size', { User: 'ann' }, 2, 7],
    ],
  );
  await call(deleteMetricFilter, { logGroupName: group, filterName: 'f' });
  write('s', [[startMs, '{"level":"ERROR"}']]);
  assert.equal([...metrics.summaries()][0]?.values, 2);
});
