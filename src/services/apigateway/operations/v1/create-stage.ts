import type { Operations } from '#models/apigateway';
import { BadRequestException, ConflictException } from '../../errors.ts';
import { type RestApiRecord, withStage } from '../../records/rest-api.ts';
import type { StageRecord } from '../../records/stage.ts';
import { toStage } from './answers.ts';
import { changeApi, unknownApi } from './find.ts';
import { permit, type RestOperation } from './operation.ts';
import { checkStageCount, checkStageName, checkStageVariables } from './stage-settings.ts';
import { checkTags } from './tags.ts';

type Input = Operations['CreateStage']['input'];

/** Serves an existing deployment under another name. */
export const createStage: RestOperation<'CreateStage'> = {
  fields: ['restApiId', 'stageName', 'deploymentId', 'description', 'variables', 'tags'],
  permission: (input, context) => permit('POST', context, `/restapis/${input.restApiId}/stages`),

  async handle(room, input, context) {
    const nowMs = room.clock.now();
    const stage: StageRecord = {
      name: input.stageName,
      deploymentId: input.deploymentId,
      description: input.description,
      variables: input.variables,
      tags: input.tags,
      createdAtMs: nowMs,
      lastUpdatedAtMs: nowMs,
    };
    await changeApi(
      room,
      context,
      input.restApiId,
      () => unknownApi(context, input.restApiId),
      (api) => {
        checkInput(api, input);
        return { api: withStage(api, stage), result: stage };
      },
    );
    return toStage(stage);
  },
};

function checkInput(api: RestApiRecord, input: Input): void {
  checkStageName(input.stageName);
  checkStageVariables(input.variables);
  checkTags(input.tags);
  if (!api.deployments.some((deployment) => deployment.id === input.deploymentId)) {
    throw new BadRequestException('Deployment id does not exist');
  }
  if (api.stages.some((stage) => stage.name === input.stageName)) {
    throw new ConflictException('Stage already exists');
  }
  checkStageCount(api);
}
