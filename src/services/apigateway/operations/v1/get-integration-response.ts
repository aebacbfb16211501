import { getMethodOf } from './change-method.ts';
import { findIntegration, findResponse } from './find.ts';
import { methodPath, permit, type RestOperation } from './operation.ts';

export const getIntegrationResponse: RestOperation<'GetIntegrationResponse'> = {
  fields: ['restApiId', 'resourceId', 'httpMethod', 'statusCode'],
  permission: (input, context) =>
    permit('GET', context, `${methodPath(input)}/integration/responses/${input.statusCode}`),

  async handle(room, input, context) {
    const integration = findIntegration(await getMethodOf(room, context, input));
    return findResponse(integration.responses, input.statusCode);
  },
};
