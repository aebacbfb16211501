import { toRestApi } from './answers.ts';
import { permit, type RestOperation } from './operation.ts';
import { pageLimit, pageOf, pageStart } from './page.ts';

/** Lists APIs in the order of their ids. */
export const getRestApis: RestOperation<'GetRestApis'> = {
  fields: ['limit', 'position'],
  permission: (_input, context) => permit('GET', context, '/restapis'),

  async handle({ restApis }, input, context) {
    const start = pageStart(input);
    const found = await restApis.list(context.account, context.region, start, pageLimit(input) + 1);
    const { items, position } = pageOf(found, input, (api) => api.id);
    return { items: items.map(toRestApi), position };
  },
};
