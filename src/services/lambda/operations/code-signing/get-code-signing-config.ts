import type { ControlOperation } from '../control-room.ts';
import { permissionOnConfig, presentConfig, toCodeSigningConfig } from './config.ts';

export const getCodeSigningConfig: ControlOperation<'GetCodeSigningConfig'> = {
  fields: ['CodeSigningConfigArn'],
  permission: permissionOnConfig('lambda:GetCodeSigningConfig'),

  async handle(room, input, context) {
    const { value } = presentConfig(room, input.CodeSigningConfigArn, context);
    return { CodeSigningConfig: toCodeSigningConfig(value) };
  },
};
