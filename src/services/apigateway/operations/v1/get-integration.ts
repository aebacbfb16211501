import { toIntegration } from './answers.ts';
import { getMethodOf } from './change-method.ts';
import { findIntegration } from './find.ts';
import { methodPath, permit, type RestOperation } from './operation.ts';

export const getIntegration: RestOperation<'GetIntegration'> = {
  fields: ['restApiId', 'resourceId', 'httpMethod'],
  permission: (input, context) => permit('GET', context, `${methodPath(input)}/integration`),

  async handle(room, input, context) {
    return toIntegration(findIntegration(await getMethodOf(room, context, input)));
  },
};
