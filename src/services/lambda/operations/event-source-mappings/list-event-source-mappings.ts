import { mappingPageMax } from '../../limits.ts';
import { resolveFunction } from '../../names.ts';
import type { ControlOperation } from '../control-room.ts';
import { pageOf } from '../page.ts';
import { toMappingConfiguration } from './mapping.ts';

const action = 'lambda:ListEventSourceMappings';

/** Sorted by UUID, at most 100 a page. A function's name means what is mapped to just that: qualified ones have lists of their own. */
export const listEventSourceMappings: ControlOperation<'ListEventSourceMappings'> = {
  fields: ['EventSourceArn', 'FunctionName', 'Marker', 'MaxItems'],
  permission: () => ({ action, resource: '*' }),

  async handle(room, input, context) {
    const { EventSourceArn, FunctionName } = input;
    const target =
      FunctionName === undefined ? undefined : resolveFunction({ FunctionName }, context, action);
    const matching = room.eventSourceMappings
      .list(context.account, context.region)
      .map(({ value }) => value)
      .filter(
        ({ settings, functionName, qualifier }) =>
          (EventSourceArn === undefined || settings.EventSourceArn === EventSourceArn) &&
          (target === undefined || (target.name === functionName && target.qualifier === qualifier)),
      );
    const { page, next } = pageOf(
      'ListEventSourceMappings',
      input,
      matching,
      ({ uuid }) => [uuid, 0],
      mappingPageMax,
    );
    return { ...next, EventSourceMappings: page.map(toMappingConfiguration) };
  },
};
