import { RevisionMismatch } from '#fabric';
import type { CreateFunctionRequest } from '#models/lambda';
import type { Reaches } from '#service';
import { InvalidParameterValueException, ResourceConflictException, ValidationException } from '../errors.ts';
import { functionNameCharactersMax } from '../limits.ts';
import { type FunctionReference, isPlainName, permissionOn, resolveUnqualified } from '../names.ts';
import { type Architecture, architectureOf } from '../records/architecture.ts';
import type { FunctionRecord } from '../records/function.ts';
import { created } from '../records/life.ts';
import { publicationIds, publishing } from '../records/versions.ts';
import { takeCodeStorage } from './account-limits.ts';
import { type CodeSource, codeSourceOf, withCode } from './code-source.ts';
import { toConfiguration, toLastModified } from './configuration.ts';
import type { ControlOperation, ControlRoom } from './control-room.ts';
import { checkPackageType, unsignable } from './image-settings.ts';
import { checkUnzippedBytes, type LayersMember, withLayers } from './layers/function-layers.ts';
import { refusedPackages } from './package-source.ts';
import { applySettings, refusedSettings, roleToLambda, type Settings, settingsFields } from './settings.ts';
import { startSettling } from './settle.ts';
import { tagged } from './tags.ts';
import { type UploadedCode, uploadBody } from './upload.ts';

const action = 'lambda:CreateFunction';

/** Pending when it answers, Active or Failed soon after. */
export const createFunction: ControlOperation<'CreateFunction'> = {
  fields: [
    'FunctionName',
    'Code',
    'PackageType',
    'Architectures',
    'Publish',
    'Tags',
    'Layers',
    'CodeSigningConfigArn',
    ...settingsFields,
  ],
  refusedValues: [
    ...refusedSettings,
    ...refusedPackages('Code.'),
    { path: 'Code.SourceKMSKeyArn', reason: 'packages are not encrypted' },
  ],
  permission: permissionOn(action),
  passedRole: roleToLambda,
  body: uploadBody('CreateFunction'),

  async handle(room, input, context) {
    const reference = resolveUnqualified(input, context, action);
    checkName(input.FunctionName);
    const source = sourceOf(input);
    const settings = settingsOf(input, reference.name, room.reaches);
    const architecture = architectureOf(input.Architectures, 'imageUri' in source);
    const tags = tagged(input.Tags);
    checkAbsent(room, reference);
    const { CodeSigningConfigArn: configArn } = input;
    const demand = { function: reference, configArn };
    return withLayers(room, input.Layers, demand, context, (layers) =>
      withCode(room, source, architecture, demand, context, async (code) => {
        checkUnzippedBytes({ ...code, ...layers });
        const untagged = newFunction(room, reference, { settings, code, layers, architecture });
        const signing = configArn === undefined ? {} : { codeSigningConfigArn: configArn };
        const unpublished = { ...untagged, ...tags, ...signing };
        const { record, version } = input.Publish
          ? publishing(unpublished, publicationIds(room.random))
          : { record: unpublished, version: unpublished.latest };
        await putNew(room, record);
        startSettling(room, record);
        // Quirk: also with Publish, where the answer is the version, the ARN is the function's.
        return toConfiguration(record, version);
      }),
    );
  },
};

function checkName(functionName: string): void {
  if (!isPlainName(functionName) || functionName.length <= functionNameCharactersMax) return;
  // Quirk: the model's wording under the service's own code.
  const asValidated = new ValidationException(
    functionName,
    'functionName',
    `Member must have length less than or equal to ${functionNameCharactersMax}`,
  );
  throw new InvalidParameterValueException(asValidated.message);
}

function sourceOf({ PackageType, Code, CodeSigningConfigArn }: CreateFunctionRequest): CodeSource {
  const isImage = PackageType === 'Image';
  if (isImage && CodeSigningConfigArn !== undefined) throw unsignable();
  return codeSourceOf(Code, isImage);
}

function settingsOf(input: CreateFunctionRequest, name: string, reaches: Reaches): Settings {
  const isImage = input.PackageType === 'Image';
  checkPackageType(input, isImage);
  if (!isImage && (input.Runtime === undefined || input.Handler === undefined)) {
    throw new InvalidParameterValueException(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    );
  }
  const defaults: Settings = {
    runtime: input.Runtime ?? '',
    handler: input.Handler ?? '',
    role: input.Role,
    description: '',
    timeoutSeconds: 3,
    memoryMiB: 128,
    ephemeralStorageMiB: 512,
    tracingMode: 'PassThrough',
    logGroup: `/aws/lambda/${name}`,
  };
  return applySettings(defaults, input, reaches);
}

function checkAbsent(room: ControlRoom, { account, region, name }: FunctionReference): void {
  if (room.functions.find(account, region, name) !== undefined) throw alreadyExists(name);
}

/** Two creates may both have found the name free: the store lets one of them through. */
async function putNew(room: ControlRoom, record: FunctionRecord): Promise<void> {
  const release = takeCodeStorage(room, record);
  try {
    await room.functions.put(record, 0);
  } catch (error) {
    throw error instanceof RevisionMismatch ? alreadyExists(record.name) : error;
  } finally {
    release();
  }
}

function alreadyExists(name: string): ResourceConflictException {
  return new ResourceConflictException(`Function already exist: ${name}`);
}

function newFunction(
  room: ControlRoom,
  { account, region, name }: FunctionReference,
  parts: {
    readonly settings: Settings;
    readonly code: UploadedCode;
    readonly layers: LayersMember | undefined;
    readonly architecture: Architecture;
  },
): FunctionRecord {
  const latest = created({
    version: '$LATEST',
    ...parts.settings,
    ...parts.code,
    ...parts.layers,
    architecture: parts.architecture,
    lastModified: toLastModified(room.clock.now()),
    revisionId: room.random.uuid(),
    environmentKey: room.random.uuid(),
  });
  return { account, region, name, latest };
}
