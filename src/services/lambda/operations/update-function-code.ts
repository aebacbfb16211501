import type { UpdateFunctionCodeRequest } from '#models/lambda';
import { InvalidParameterValueException, ResourceConflictException } from '../errors.ts';
import { permissionOn } from '../names.ts';
import { type Architecture, architectureOf } from '../records/architecture.ts';
import type { FunctionRecord } from '../records/function.ts';
import { type Configuration, configurationOf } from '../records/life.ts';
import { checkSameConfig } from './code-signing/signature.ts';
import { type CodeSource, codeSourceOf, withCode } from './code-source.ts';
import { toConfiguration } from './configuration.ts';
import type { ControlOperation } from './control-room.ts';
import { checkUnzippedBytes } from './layers/function-layers.ts';
import { packageFields, packageSourceOf, refusedPackages } from './package-source.ts';
import { checkUpdate, updateAndPublish, updateFunction } from './update.ts';
import { type UploadedCode, uploadBody } from './upload.ts';

const action = 'lambda:UpdateFunctionCode';

/** InProgress when it answers, Successful or Failed soon after. Legal when Active or Failed and no update is under way. */
export const updateFunctionCode: ControlOperation<'UpdateFunctionCode'> = {
  fields: ['FunctionName', ...packageFields, 'ImageUri', 'Architectures', 'DryRun', 'RevisionId', 'Publish'],
  refusedValues: refusedPackages(''),
  permission: permissionOn(action),
  body: uploadBody('UpdateFunctionCode'),

  async handle(room, input, context) {
    if (input.ImageUri === undefined) packageSourceOf(input);
    const { reference, record: checked } = checkUpdate(room, input, context, action);
    const source = sourceOf(input, checked);
    const architecture = architectureAfter(checked, input);
    const demand = { function: reference, configArn: checked.codeSigningConfigArn };
    return withCode(room, source, architecture, demand, context, async (code) => {
      if (input.DryRun === true) {
        const { record } = checkUpdate(room, input, context, action);
        return toConfiguration(record, { ...withoutSigning(record.latest), ...codeOf(record, input, code) });
      }
      const next = (found: FunctionRecord): Configuration => {
        checkSameConfig(checked, found);
        return { ...withoutSigning(configurationOf(found.latest)), ...codeOf(found, input, code) };
      };
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
function sourceOf(input: UpdateFunctionCodeRequest, { latest }: FunctionRecord): CodeSource {
  const isImage = latest.imageUri !== undefined;
  if (isImage && input.ImageUri === undefined) {
    throw new InvalidParameterValueException(
      'Please provide ImageUri when updating a function with packageType Image.',
    );
  }
  if (!isImage && input.ImageUri !== undefined) {
    throw new InvalidParameterValueException(
      "Please don't provide ImageUri when updating a function with packageType Zip.",
    );
  }
  const { ZipFile, S3Bucket, S3Key, S3ObjectVersion, S3ObjectStorageMode, ImageUri } = input;
  const code = { ZipFile, S3Bucket, S3Key, S3ObjectVersion, S3ObjectStorageMode, ImageUri };
  return codeSourceOf(code, isImage);
}

function codeOf(
  { latest }: Pick<FunctionRecord, 'latest'>,
  input: UpdateFunctionCodeRequest,
  code: UploadedCode,
): UploadedCode & Pick<Configuration, 'architecture'> {
  // Deleted meanwhile and made again of the other kind: its own code stays.
  if ((code.imageUri === undefined) !== (latest.imageUri === undefined)) {
    throw new ResourceConflictException(
      'The operation cannot be performed at this time. The function was replaced by one of another package type.',
    );
  }
  checkUnzippedBytes({ ...latest, ...code });
  return { ...code, architecture: architectureAfter({ latest }, input) };
}

function architectureAfter(
  { latest }: Pick<FunctionRecord, 'latest'>,
  { Architectures: asked }: UpdateFunctionCodeRequest,
): Architecture {
  return asked === undefined ? latest.architecture : architectureOf(asked, latest.imageUri !== undefined);
}

/** Who signed the code before says nothing of the code that takes its place. */
function withoutSigning<Version extends Pick<Configuration, 'signing'>>(
  version: Version,
): Omit<Version, 'signing'> {
  const { signing: _replaced, ...rest } = version;
  return rest;
}
