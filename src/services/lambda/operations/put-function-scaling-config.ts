import { AccessDeniedException } from '#access';
import { permissionOn } from '../names.ts';
import type { ControlOperation } from './control-room.ts';
import { findVersion } from './find.ts';

const action = 'lambda:PutFunctionScalingConfig';

/** Answers as of any function without a capacity provider, and there are no others here. Observed 2026-08 (public report). */
export const putFunctionScalingConfig: ControlOperation<'PutFunctionScalingConfig'> = {
  fields: ['FunctionName', 'Qualifier', 'FunctionScalingConfig'],
  refusedValues: [
    {
      path: 'FunctionScalingConfig',
      unless: 'the function has a capacity provider: none has here, and AccessDeniedException says so',
    },
  ],
  permission: permissionOn(action),

  async handle(room, input, context) {
    findVersion(room, input, context, action);
    throw new AccessDeniedException(
      'The function provided by the arn does not contain a capacity provider configuration',
    );
  },
};
