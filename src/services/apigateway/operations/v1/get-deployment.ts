import type { Operations } from '#models/apigateway';
import { NotFoundException } from '../../errors.ts';
import type { DeploymentSummary } from '../../records/deployment.ts';
import type { RestApiRecord } from '../../records/rest-api.ts';
import type { ApiGatewayRoom } from '../../room.ts';
import { toDeployment } from './answers.ts';
import { getApi } from './find.ts';
import { permit, type RestOperation } from './operation.ts';

type ApiSummary = Operations['GetDeployment']['output']['apiSummary'];

export const getDeployment: RestOperation<'GetDeployment'> = {
  fields: ['restApiId', 'deploymentId', 'embed'],
  permission: (input, context) =>
    permit('GET', context, `/restapis/${input.restApiId}/deployments/${input.deploymentId}`),

  async handle(room, input, context) {
    const api = await getApi(room, context, input.restApiId);
    const deployment = findDeployment(api, input.deploymentId);
    if (!input.embed?.includes('apisummary')) return toDeployment(deployment);
    return { ...toDeployment(deployment), apiSummary: await apiSummary(room, api, deployment.id) };
  },
};

/** A deployment of an API. Throws for an unknown one. */
export function findDeployment(api: RestApiRecord, id: string): DeploymentSummary {
  const deployment = api.deployments.find((candidate) => candidate.id === id);
  if (!deployment) throw new NotFoundException('Invalid Deployment identifier specified');
  return deployment;
}

async function apiSummary(room: ApiGatewayRoom, api: RestApiRecord, id: string): Promise<ApiSummary> {
  const snapshot = await room.restApis.getDeployment(api, id);
  const method = { authorizationType: 'NONE', apiKeyRequired: false };
  return Object.fromEntries(
    (snapshot?.resources ?? []).map((resource) => [
      resource.path,
      Object.fromEntries(resource.methods.map(({ httpMethod }) => [httpMethod, method])),
    ]),
  );
}
