import { getMethodOf } from './change-method.ts';
import { findResponse } from './find.ts';
import { methodPath, permit, type RestOperation } from './operation.ts';

export const getMethodResponse: RestOperation<'GetMethodResponse'> = {
  fields: ['restApiId', 'resourceId', 'httpMethod', 'statusCode'],
  permission: (input, context) =>
    permit('GET', context, `${methodPath(input)}/responses/${input.statusCode}`),

  async handle(room, input, context) {
    return findResponse((await getMethodOf(room, context, input)).responses, input.statusCode);
  },
};
