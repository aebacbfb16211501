import { toMethod } from './answers.ts';
import { findMethod, findResource, getApi, unknownResource } from './find.ts';
import { methodPath, permit, type RestOperation } from './operation.ts';

export const getMethod: RestOperation<'GetMethod'> = {
  fields: ['restApiId', 'resourceId', 'httpMethod'],
  permission: (input, context) => permit('GET', context, methodPath(input)),

  async handle(room, input, context) {
    const api = await getApi(room, context, input.restApiId, unknownResource);
    return toMethod(findMethod(findResource(api, input.resourceId), input.httpMethod));
  },
};
