import type { UpdateFunctionCodeRequest } from '#models/lambda';
import { InvalidParameterValueException, ResourceConflictException } from '../errors.ts';
import { permissionOn } from '../names.ts';
import { type Architecture, architectureOf } from '../records/architecture.ts';
import type { FunctionRecord } from '../records/function.ts';
import { type Configuration, configurationOf } from '../records/life.ts';
import { toConfiguration } from './configuration.ts';
import type { ControlOperation, ControlRoom } from './control-room.ts';
import { withImage } from './image-code.ts';
import { checkUpdate, updateAndPublish, updateFunction } from './update.ts';
import { type UploadedCode, uploadBody, withUploadedCode } from './upload.ts';

const action = 'lambda:UpdateFunctionCode';

/** InProgress when it answers, Successful or Failed soon after. Legal when Active or Failed and no update is under way. */
export const updateFunctionCode: ControlOperation<'UpdateFunctionCode'> = {
  fields: ['FunctionName', 'ZipFile', 'ImageUri', 'Architectures', 'DryRun', 'RevisionId', 'Publish'],
  permission: permissionOn(action),
  body: uploadBody('UpdateFunctionCode'),

  async handle(room, input, context) {
    if (input.ZipFile === undefined && input.ImageUri === undefined) throw noSource();
    const { reference, record: present } = checkUpdate(room, input, context, action);
    return withCode(room, present, input, async (code) => {
      if (input.DryRun === true) {
        const { record } = checkUpdate(room, input, context, action);
        return toConfiguration(record, { ...record.latest, ...codeOf(record, input, code) });
      }
      const next = (found: FunctionRecord): Configuration => ({
        ...configurationOf(found.latest),
        ...codeOf(found, input, code),
      });
      if (input.Publish === true) {
        const { record, version } = await updateAndPublish(room, reference, input.RevisionId, next);
        return toConfiguration(record, version, version.version);
      }
      const record = await updateFunction(room, reference, input.RevisionId, next);
      return toConfiguration(record, record.latest);
    });
  },
};

/** The new code, which must be of the same kind as the one that it replaces. */
function withCode<T>(
  room: ControlRoom,
  { latest }: FunctionRecord,
  input: UpdateFunctionCodeRequest,
  use: (code: UploadedCode) => Promise<T>,
): Promise<T> {
  if (latest.imageUri === undefined) return withUploadedCode(room, zipFileOf(input), use);
  if (input.ImageUri === undefined) {
    throw new InvalidParameterValueException(
      'Please provide ImageUri when updating a function with packageType Image.',
    );
  }
  return withImage(room, input.ImageUri, architectureAfter(latest, input), use);
}

function zipFileOf(input: UpdateFunctionCodeRequest): Uint8Array {
  if (input.ImageUri !== undefined) {
    throw new InvalidParameterValueException(
      "Please don't provide ImageUri when updating a function with packageType Zip.",
    );
  }
  if (input.ZipFile === undefined) {
    throw noSource();
  }
  return input.ZipFile;
}

function noSource(): InvalidParameterValueException {
  return new InvalidParameterValueException('Please provide a source for function code.');
}

function codeOf(
  { latest }: FunctionRecord,
  input: UpdateFunctionCodeRequest,
  code: UploadedCode,
): UploadedCode & Pick<Configuration, 'architecture'> {
  // Deleted meanwhile and made again of the other kind: its own code stays.
  if ((code.imageUri === undefined) !== (latest.imageUri === undefined)) {
    throw new ResourceConflictException(
      'The operation cannot be performed at this time. The function was replaced by one of another package type.',
    );
  }
  return { ...code, architecture: architectureAfter(latest, input) };
}

function architectureAfter(
  { architecture }: Pick<Configuration, 'architecture'>,
  { Architectures: asked }: UpdateFunctionCodeRequest,
): Architecture {
  return asked === undefined ? architecture : architectureOf(asked);
}
