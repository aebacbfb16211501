import { toDeployment } from './answers.ts';
import { getApi } from './find.ts';
import { permit, type RestOperation } from './operation.ts';
import { pageOfAll } from './page.ts';

/** Lists deployments in the order of their ids. */
export const getDeployments: RestOperation<'GetDeployments'> = {
  fields: ['restApiId', 'limit', 'position'],
  permission: (input, context) => permit('GET', context, `/restapis/${input.restApiId}/deployments`),

  async handle(room, input, context) {
    const api = await getApi(room, context, input.restApiId);
    const { items, position } = pageOfAll(api.deployments, input, (deployment) => deployment.id);
    return { items: items.map(toDeployment), position };
  },
};
