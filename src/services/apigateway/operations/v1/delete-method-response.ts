import { changeMethod } from './change-method.ts';
import { findResponse } from './find.ts';
import { methodPath, permit, type RestOperation } from './operation.ts';

export const deleteMethodResponse: RestOperation<'DeleteMethodResponse'> = {
  fields: ['restApiId', 'resourceId', 'httpMethod', 'statusCode'],
  permission: (input, context) =>
    permit('DELETE', context, `${methodPath(input)}/responses/${input.statusCode}`),

  async handle(room, input, context) {
    await changeMethod(room, context, input, (method) => {
      const doomed = findResponse(method.responses, input.statusCode);
      return { ...method, responses: method.responses.filter((response) => response !== doomed) };
    });
    return {};
  },
};
