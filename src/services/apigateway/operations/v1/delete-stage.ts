import { changeApi, findStage, unknownApi } from './find.ts';
import { permit, type RestOperation } from './operation.ts';

/** Stops serving a deployment under a name. */
export const deleteStage: RestOperation<'DeleteStage'> = {
  fields: ['restApiId', 'stageName'],
  permission: (input, context) =>
    permit('DELETE', context, `/restapis/${input.restApiId}/stages/${input.stageName}`),

  handle: (room, input, context) =>
    changeApi(
      room,
      context,
      input.restApiId,
      () => unknownApi(context, input.restApiId),
      (api) => {
        const doomed = findStage(api, input.stageName);
        return { api: { ...api, stages: api.stages.filter((stage) => stage !== doomed) }, result: {} };
      },
    ),
};
