import { toResource } from './answers.ts';
import { getApi } from './find.ts';
import { permit, type RestOperation } from './operation.ts';
import { pageOfAll } from './page.ts';

/** Lists an API's resources in the order of their paths, the root first. */
export const getResources: RestOperation<'GetResources'> = {
  fields: ['restApiId', 'limit', 'position', 'embed'],
  permission: (input, context) => permit('GET', context, `/restapis/${input.restApiId}/resources`),

  async handle(room, input, context) {
    const api = await getApi(room, context, input.restApiId);
    const { items, position } = pageOfAll(api.resources, input, (resource) => resource.path);
    return { items: items.map((resource) => toResource(resource, input.embed)), position };
  },
};
