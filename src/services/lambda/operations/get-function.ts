import { codePath } from '../code/code-door.ts';
import { codeLocationSeconds } from '../limits.ts';
import { permissionOn } from '../names.ts';
import { toConfiguration } from './configuration.ts';
import type { ControlOperation } from './control-room.ts';
import { findVersion } from './find.ts';
import { imageLocation } from './image-code.ts';

const action = 'lambda:GetFunction';

/** The configuration, and where the code can be fetched for ten minutes. */
export const getFunction: ControlOperation<'GetFunction'> = {
  fields: ['FunctionName', 'Qualifier'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const { record, version, qualifier } = findVersion(room, input, context, action);
    return {
      Configuration: toConfiguration(record, version, qualifier),
      Code: imageLocation(version) ?? {
        RepositoryType: 'S3',
        Location: `${context.endpoint}${room.presign(codePath(version.codeDigest), codeLocationSeconds)}`,
      },
      ...(record.tags === undefined ? {} : { Tags: record.tags }),
      ...(record.reservedConcurrency === undefined
        ? {}
        : { Concurrency: { ReservedConcurrentExecutions: record.reservedConcurrency } }),
    };
  },
};
