import { toRestApi } from './answers.ts';
import { getApi } from './find.ts';
import { permit, type RestOperation } from './operation.ts';

export const getRestApi: RestOperation<'GetRestApi'> = {
  fields: ['restApiId'],
  permission: (input, context) => permit('GET', context, `/restapis/${input.restApiId}`),

  async handle(room, input, context) {
    const api = await getApi(room, context, input.restApiId);
    // Alone among the answers, this one shows `tags` when there are none.
    return { ...toRestApi(api), tags: api.tags };
  },
};
