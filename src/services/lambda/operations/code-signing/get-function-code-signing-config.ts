import type { Operations } from '#models/lambda';
import { permissionOn } from '../../names.ts';
import type { ControlOperation } from '../control-room.ts';
import { findFunction } from '../find.ts';

const action = 'lambda:GetFunctionCodeSigningConfig';

/** Quirk: of a function without one it says nothing, although the model requires both members. */
const nothing = {} as Operations['GetFunctionCodeSigningConfig']['output'];

export const getFunctionCodeSigningConfig: ControlOperation<'GetFunctionCodeSigningConfig'> = {
  fields: ['FunctionName'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const { record } = findFunction(room, input, context, action);
    const { codeSigningConfigArn, name } = record;
    return codeSigningConfigArn === undefined
      ? nothing
      : { CodeSigningConfigArn: codeSigningConfigArn, FunctionName: name };
  },
};
