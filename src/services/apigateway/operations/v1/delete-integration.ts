import { changeMethod } from './change-method.ts';
import { findIntegration } from './find.ts';
import { methodPath, permit, type RestOperation } from './operation.ts';

export const deleteIntegration: RestOperation<'DeleteIntegration'> = {
  fields: ['restApiId', 'resourceId', 'httpMethod'],
  permission: (input, context) => permit('DELETE', context, `${methodPath(input)}/integration`),

  async handle(room, input, context) {
    await changeMethod(room, context, input, (method) => {
      findIntegration(method);
      return { ...method, integration: undefined };
    });
    return {};
  },
};
