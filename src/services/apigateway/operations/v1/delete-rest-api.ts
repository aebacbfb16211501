import { unknownApi } from './find.ts';
import { permit, type RestOperation } from './operation.ts';

/** Deletes an API with its stages and deployments: its URLs answer 403 from then on. */
export const deleteRestApi: RestOperation<'DeleteRestApi'> = {
  fields: ['restApiId'],
  permission: (input, context) => permit('DELETE', context, `/restapis/${input.restApiId}`),

  async handle({ restApis }, input, context) {
    if (!(await restApis.delete(context.account, context.region, input.restApiId))) {
      throw unknownApi(context, input.restApiId);
    }
    return {};
  },
};
