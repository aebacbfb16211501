import { toResource } from './answers.ts';
import { findResource, getApi, unknownResource } from './find.ts';
import { permit, type RestOperation } from './operation.ts';

export const getResource: RestOperation<'GetResource'> = {
  fields: ['restApiId', 'resourceId', 'embed'],
  permission: (input, context) =>
    permit('GET', context, `/restapis/${input.restApiId}/resources/${input.resourceId}`),

  async handle(room, input, context) {
    const api = await getApi(room, context, input.restApiId, unknownResource);
    return toResource(findResource(api, input.resourceId), input.embed);
  },
};
