import type { Operations } from '#models/logs';
import { NotImplementedException } from '#wire';
import { InvalidParameterException, LimitExceededException } from '../errors.ts';
import { compileSelector } from '../filter-pattern/json-pattern.ts';
import { compilePattern } from '../filter-pattern/pattern.ts';
import { metricFiltersMax } from '../limits.ts';
import { permissionOnGroup } from '../names.ts';
import { changeGroup } from './change-group.ts';
import { boundedRegexes, put } from './filters.ts';
import type { LogsOperation } from './logs-operation.ts';

type Transformation = Operations['PutMetricFilter']['input']['metricTransformations'][number];

export const putMetricFilter: LogsOperation<'PutMetricFilter'> = {
  fields: ['logGroupName', 'filterName', 'filterPattern', 'metricTransformations', 'applyOnTransformedLogs'],
  permission: permissionOnGroup('logs:PutMetricFilter'),

  async handle(room, input, context) {
    const { logGroupName, filterName, filterPattern, metricTransformations, applyOnTransformedLogs } = input;
    if (applyOnTransformedLogs) {
      throw new NotImplementedException(
        'Lambent does not implement applyOnTransformedLogs: log events are not transformed.',
      );
    }
    compilePattern(filterPattern);
    const [transformation] = metricTransformations;
    if (transformation === undefined)
      throw new InvalidParameterException('A metric transformation is missing.');
    checkTransformation(transformation);
    const filter = { filterName, filterPattern, transformation, createdAtMs: room.clock.now() };
    await changeGroup(room, logGroupName, context, (record) => {
      const metricFilters = put(record.metricFilters, filter);
      if (metricFilters.length > metricFiltersMax) throw new LimitExceededException();
      return boundedRegexes({ ...record, metricFilters });
    });
    return {};
  },
};

function checkTransformation({
  metricNamespace,
  metricValue,
  dimensions,
  defaultValue,
}: Transformation): void {
  if (metricNamespace.startsWith('AWS/')) {
    throw new InvalidParameterException('Metric namespaces starting with AWS/ are reserved for AWS.');
  }
  const isReference = metricValue.startsWith('$');
  for (const text of [metricValue, ...Object.values(dimensions ?? {})]) {
    if (/^\$[.[]/.test(text)) compileSelector(text);
  }
  if (!isReference && !Number.isFinite(Number(metricValue || 'none'))) {
    throw new InvalidParameterException(
      `Invalid metric transformation: the value ${metricValue} is no number`,
    );
  }
  if (dimensions !== undefined && Object.keys(dimensions).length > 3) {
    throw new InvalidParameterException('A metric transformation has at most 3 dimensions.');
  }
  if (dimensions !== undefined && defaultValue !== undefined) {
    throw new InvalidParameterException(
      'Invalid metric transformation: dimensions and default value are mutually exclusive properties.',
    );
  }
}
