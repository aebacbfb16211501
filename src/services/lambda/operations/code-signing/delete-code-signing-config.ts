import { RevisionMismatch } from '#fabric';
import { ResourceConflictException } from '../../errors.ts';
import type { ControlOperation } from '../control-room.ts';
import { permissionOnConfig, presentConfig } from './config.ts';
import { functionsWith } from './functions-with.ts';

/** Legal while no function has it. The texts of the conflicts are ours: AWS's are not known. */
export const deleteCodeSigningConfig: ControlOperation<'DeleteCodeSigningConfig'> = {
  fields: ['CodeSigningConfigArn'],
  permission: permissionOnConfig('lambda:DeleteCodeSigningConfig'),

  async handle(room, { CodeSigningConfigArn }, context) {
    const { value, revision } = presentConfig(room, CodeSigningConfigArn, context);
    if (functionsWith(room, CodeSigningConfigArn, context).length > 0) {
      throw new ResourceConflictException(
        `The code signing configuration ${CodeSigningConfigArn} is in use by functions.`,
      );
    }
    try {
      await room.codeSigningConfigs.delete(value, revision);
    } catch (error) {
      if (!(error instanceof RevisionMismatch)) throw error;
      throw new ResourceConflictException(
        `The code signing configuration ${CodeSigningConfigArn} was changed meanwhile.`,
      );
    }
    return {};
  },
};
