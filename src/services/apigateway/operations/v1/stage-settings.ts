import { BadRequestException, LimitExceededException } from '../../errors.ts';
import {
  stageNameLengthMax,
  stagesMax,
  stageVariableNameLengthMax,
  stageVariablesMax,
  stageVariableValueLengthMax,
} from '../../limits.ts';
import type { RestApiRecord } from '../../records/rest-api.ts';

type Variables = Readonly<Record<string, string>>;

/** Refuses a stage's name that AWS refuses. */
export function checkStageName(name: string): void {
  if (!/^[A-Za-z0-9_-]+$/.test(name) || name.length > stageNameLengthMax) {
    throw new BadRequestException('Stage name only allows a-zA-Z0-9_-');
  }
}

/** Refuses one stage too many. */
export function checkStageCount(api: RestApiRecord): void {
  if (api.stages.length < stagesMax) return;
  throw new LimitExceededException(
    'Maximum number of stages for this API has been reached. Please contact AWS if you need additional stages.',
  );
}

/** Refuses stage variables that AWS refuses. Source: developer guide, "Using stage variables". */
export function checkStageVariables(variables: Variables | undefined): void {
  const entries = Object.entries(variables ?? {});
  if (entries.length > stageVariablesMax) {
    throw new LimitExceededException(`A stage can have at most ${stageVariablesMax} stage variables`);
  }
  for (const [name, value] of entries) {
    if (!/^[A-Za-z0-9_]+$/.test(name) || name.length > stageVariableNameLengthMax) {
      throw new BadRequestException(`Invalid stage variable name: ${name}`);
    }
    if (!/^[A-Za-z0-9\-._~:/?#&=,]+$/.test(value) || value.length > stageVariableValueLengthMax) {
      throw new BadRequestException(`Invalid stage variable value: ${value}`);
    }
  }
}
