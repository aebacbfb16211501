import { BadRequestException } from '../../errors.ts';
import { changeApi, unknownApi } from './find.ts';
import { findDeployment } from './get-deployment.ts';
import { permit, type RestOperation } from './operation.ts';

/** Deletes a deployment that no stage serves. */
export const deleteDeployment: RestOperation<'DeleteDeployment'> = {
  fields: ['restApiId', 'deploymentId'],
  permission: (input, context) =>
    permit('DELETE', context, `/restapis/${input.restApiId}/deployments/${input.deploymentId}`),

  async handle(room, input, context) {
    const unknown = () => unknownApi(context, input.restApiId);
    await changeApi(room, context, input.restApiId, unknown, (present) => {
      const doomed = findDeployment(present, input.deploymentId);
      if (present.stages.some((stage) => stage.deploymentId === doomed.id)) {
        throw new BadRequestException('Active stages pointing to this deployment must be moved or deleted');
      }
      const deployments = present.deployments.filter((deployment) => deployment !== doomed);
      return { api: { ...present, deployments }, result: doomed };
    });
    await room.restApis.deleteDeployment(
      context.account,
      context.region,
      input.restApiId,
      input.deploymentId,
    );
    return {};
  },
};
