import { withResource } from '../../records/rest-api.ts';
import { changeApi, findMethod, findResource, unknownResource } from './find.ts';
import { methodPath, permit, type RestOperation } from './operation.ts';

export const deleteMethod: RestOperation<'DeleteMethod'> = {
  fields: ['restApiId', 'resourceId', 'httpMethod'],
  permission: (input, context) => permit('DELETE', context, methodPath(input)),

  handle: (room, input, context) =>
    changeApi(room, context, input.restApiId, unknownResource, (api) => {
      const resource = findResource(api, input.resourceId);
      const doomed = findMethod(resource, input.httpMethod);
      const methods = resource.methods.filter((method) => method !== doomed);
      return { api: withResource(api, { ...resource, methods }), result: {} };
    }),
};
