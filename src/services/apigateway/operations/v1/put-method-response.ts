import { BadRequestException, ConflictException } from '../../errors.ts';
import type { MethodResponseRecord } from '../../records/resource.ts';
import { changeMethod } from './change-method.ts';
import { checkModels } from './models.ts';
import { methodPath, permit, type RestOperation } from './operation.ts';

const parameterForm = /^method\.response\.header\.[a-zA-Z0-9._$-]+$/;

/** Declares a status that a method answers with, and the headers that its integration responses may set. */
export const putMethodResponse: RestOperation<'PutMethodResponse'> = {
  fields: ['restApiId', 'resourceId', 'httpMethod', 'statusCode', 'responseParameters', 'responseModels'],
  permission: (input, context) =>
    permit('PUT', context, `${methodPath(input)}/responses/${input.statusCode}`),

  async handle(room, input, context) {
    const { statusCode, responseParameters, responseModels } = input;
    const response: MethodResponseRecord = { statusCode, responseParameters, responseModels };
    await changeMethod(room, context, input, (method) => {
      for (const parameter of Object.keys(responseParameters ?? {})) {
        if (!parameterForm.test(parameter)) {
          throw new BadRequestException(`Invalid mapping expression specified: ${parameter}`);
        }
      }
      checkModels(responseModels);
      if (method.responses.some((other) => other.statusCode === statusCode)) {
        throw new ConflictException('Response already exists for this resource');
      }
      return { ...method, responses: [...method.responses, response] };
    });
    return response;
  },
};
