import { toStage } from './answers.ts';
import { getApi } from './find.ts';
import { permit, type RestOperation } from './operation.ts';

/** Lists an API's stages, or those that serve one deployment. */
export const getStages: RestOperation<'GetStages'> = {
  fields: ['restApiId', 'deploymentId'],
  permission: (input, context) => permit('GET', context, `/restapis/${input.restApiId}/stages`),

  async handle(room, input, context) {
    const { stages } = await getApi(room, context, input.restApiId);
    const { deploymentId } = input;
    const shown =
      deploymentId === undefined ? stages : stages.filter((stage) => stage.deploymentId === deploymentId);
    return { item: shown.map(toStage) };
  },
};
