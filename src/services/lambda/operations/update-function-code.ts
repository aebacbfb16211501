import type { UpdateFunctionCodeRequest } from '#models/lambda';
import { InvalidParameterValueException } from '../errors.ts';
import { permissionOn } from '../names.ts';
import { architectureOf } from '../records/architecture.ts';
import type { FunctionRecord } from '../records/function.ts';
import { type Configuration, configurationOf } from '../records/life.ts';
import { checkSameConfig } from './code-signing/signature.ts';
import { toConfiguration } from './configuration.ts';
import type { ControlOperation } from './control-room.ts';
import { checkUnzippedBytes } from './layers/function-layers.ts';
import { type PackageSource, packageFields, packageSourceOf } from './package-source.ts';
import { checkUpdate, updateAndPublish, updateFunction } from './update.ts';
import { type UploadedCode, uploadBody, withUploadedCode } from './upload.ts';

const action = 'lambda:UpdateFunctionCode';

/** InProgress when it answers, Successful or Failed soon after. Legal when Active or Failed and no update is under way. */
export const updateFunctionCode: ControlOperation<'UpdateFunctionCode'> = {
  fields: ['FunctionName', ...packageFields, 'ImageUri', 'Architectures', 'DryRun', 'RevisionId', 'Publish'],
  permission: permissionOn(action),
  body: uploadBody('UpdateFunctionCode'),

  async handle(room, input, context) {
    const source = sourceOf(input);
    const { reference, record: checked } = checkUpdate(room, input, context, action);
    const demand = { function: reference, configArn: checked.codeSigningConfigArn };
    return withUploadedCode(room, source, demand, context, async (code) => {
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

function sourceOf(input: UpdateFunctionCodeRequest): PackageSource {
  if (input.ImageUri !== undefined) {
    throw new InvalidParameterValueException(
      "Please don't provide ImageUri when updating a function with packageType Zip.",
    );
  }
  return packageSourceOf(input);
}

function codeOf(
  { latest }: FunctionRecord,
  input: UpdateFunctionCodeRequest,
  code: UploadedCode,
): UploadedCode & Pick<Configuration, 'architecture'> {
  checkUnzippedBytes({ ...latest, ...code });
  const { Architectures: asked } = input;
  return { ...code, architecture: asked === undefined ? latest.architecture : architectureOf(asked) };
}

/** Who signed the code before says nothing of the code that takes its place. */
function withoutSigning<Version extends Pick<Configuration, 'signing'>>(
  version: Version,
): Omit<Version, 'signing'> {
  const { signing: _replaced, ...rest } = version;
  return rest;
}
