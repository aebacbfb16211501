import { toStage } from './answers.ts';
import { findStage, getApi } from './find.ts';
import { permit, type RestOperation } from './operation.ts';

export const getStage: RestOperation<'GetStage'> = {
  fields: ['restApiId', 'stageName'],
  permission: (input, context) =>
    permit('GET', context, `/restapis/${input.restApiId}/stages/${input.stageName}`),

  async handle(room, input, context) {
    return toStage(findStage(await getApi(room, context, input.restApiId), input.stageName));
  },
};
