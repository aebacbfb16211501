import { BadRequestException } from '../../errors.ts';
import type { RestApiRecord } from '../../records/rest-api.ts';
import { changeApi, findResource, unknownResource } from './find.ts';
import { permit, type RestOperation } from './operation.ts';

/** Deletes a resource with everything below it. */
export const deleteResource: RestOperation<'DeleteResource'> = {
  fields: ['restApiId', 'resourceId'],
  permission: (input, context) =>
    permit('DELETE', context, `/restapis/${input.restApiId}/resources/${input.resourceId}`),

  handle: (room, input, context) =>
    changeApi(room, context, input.restApiId, unknownResource, (api) => {
      findResource(api, input.resourceId);
      if (input.resourceId === api.rootResourceId) {
        throw new BadRequestException('Root resource cannot be deleted.');
      }
      const doomed = subtree(api, input.resourceId);
      const resources = api.resources.filter((resource) => !doomed.has(resource.id));
      return { api: { ...api, resources }, result: {} };
    }),
};

function subtree(api: RestApiRecord, id: string): ReadonlySet<string> {
  const found = new Set([id]);
  // A set is walked in the order of insertion, also over what is added meanwhile.
  for (const parentId of found) {
    for (const resource of api.resources) if (resource.parentId === parentId) found.add(resource.id);
  }
  return found;
}
