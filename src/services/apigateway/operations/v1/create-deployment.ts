import type { Operations } from '#models/apigateway';
import { BadRequestException, LimitExceededException } from '../../errors.ts';
import { deploymentsMax } from '../../limits.ts';
import type { DeploymentRecord, DeploymentSummary } from '../../records/deployment.ts';
import { type RestApiRecord, withStage } from '../../records/rest-api.ts';
import { toDeployment } from './answers.ts';
import { changeApi, unknownApi } from './find.ts';
import { shortIdentifier } from './identifiers.ts';
import { permit, type RestOperation } from './operation.ts';
import { checkStageCount, checkStageName, checkStageVariables } from './stage-settings.ts';

type Input = Operations['CreateDeployment']['input'];

/** Freezes an API as it is now, and moves a stage to that snapshot or creates it. Later changes need another deployment. */
export const createDeployment: RestOperation<'CreateDeployment'> = {
  fields: ['restApiId', 'stageName', 'stageDescription', 'description', 'variables'],
  permission: (input, context) => permit('POST', context, `/restapis/${input.restApiId}/deployments`),

  async handle(room, input, context) {
    const unknown = () => unknownApi(context, input.restApiId);
    const createdAtMs = room.clock.now();
    let stored: string | undefined;
    try {
      const deployment = await changeApi(room, context, input.restApiId, unknown, async (api) => {
        checkInput(input);
        checkDeployable(api);
        const id = stored ?? shortIdentifier(room.random, api.deployments);
        const summary: DeploymentSummary = { id, description: input.description, createdAtMs };
        const deployed = withDeployment(api, summary, input);
        // The snapshot first: nothing reads it until the API's record names it.
        await room.restApis.putDeployment(snapshotOf(api, id));
        stored = id;
        return { api: deployed, result: summary };
      });
      return toDeployment(deployment);
    } catch (error) {
      if (stored)
        await room.restApis.deleteDeployment(context.account, context.region, input.restApiId, stored);
      throw error;
    }
  },
};

function checkInput(input: Input): void {
  if (input.stageName) checkStageName(input.stageName);
  checkStageVariables(input.variables);
}

function checkDeployable(api: RestApiRecord): void {
  const methods = api.resources.flatMap((resource) => resource.methods);
  if (methods.length === 0) throw new BadRequestException("The REST API doesn't contain any methods");
  if (methods.some((method) => !method.integration)) {
    throw new BadRequestException('No integration defined for method');
  }
  if (api.deployments.length >= deploymentsMax) {
    throw new LimitExceededException(
      'Maximum number of deployments for this API has been reached. Please delete deployments that are no longer used.',
    );
  }
}

function snapshotOf(api: RestApiRecord, id: string): DeploymentRecord {
  const { account, region, id: apiId, binaryMediaTypes, disableExecuteApiEndpoint } = api;
  const resources = api.resources.filter((resource) => resource.methods.length > 0);
  return { account, region, apiId, id, binaryMediaTypes, disableExecuteApiEndpoint, resources };
}

function withDeployment(api: RestApiRecord, deployment: DeploymentSummary, input: Input): RestApiRecord {
  const deployed = { ...api, deployments: [...api.deployments, deployment] };
  if (!input.stageName) return deployed;
  const name = input.stageName;
  const present = api.stages.find((stage) => stage.name === name);
  if (!present) checkStageCount(api);
  return withStage(deployed, {
    ...present,
    name,
    deploymentId: deployment.id,
    description: input.stageDescription ?? present?.description,
    variables: input.variables ?? present?.variables,
    createdAtMs: present?.createdAtMs ?? deployment.createdAtMs,
    lastUpdatedAtMs: deployment.createdAtMs,
  });
}
