import { RevisionMismatch } from '#fabric';
import type { CreateFunctionRequest } from '#models/lambda';
import { InvalidParameterValueException, ResourceConflictException, ValidationException } from '../errors.ts';
import { functionNameCharactersMax } from '../limits.ts';
import { type FunctionReference, isPlainName, permissionOn, resolveFunction } from '../names.ts';
import { type Architecture, architectureOf } from '../records/architecture.ts';
import type { FunctionRecord } from '../records/function.ts';
import { created } from '../records/life.ts';
import { publicationIds, publishing } from '../records/versions.ts';
import { takeCodeStorage } from './account-limits.ts';
import { toConfiguration, toLastModified } from './configuration.ts';
import type { ControlOperation, ControlRoom } from './control-room.ts';
import { withImage } from './image-code.ts';
import { checkPackageType } from './image-settings.ts';
import { refuseOthers } from './refuse.ts';
import { applySettings, type Settings, settingsFields } from './settings.ts';
import { startSettling } from './settle.ts';
import { tagged } from './tags.ts';
import { type UploadedCode, uploadBody, withUploadedCode } from './upload.ts';

const action = 'lambda:CreateFunction';

/** Pending when it answers, Active or Failed soon after. */
export const createFunction: ControlOperation<'CreateFunction'> = {
  fields: ['FunctionName', 'Code', 'PackageType', 'Architectures', 'Publish', 'Tags', ...settingsFields],
  permission: permissionOn(action),
  body: uploadBody('CreateFunction'),

  async handle(room, input, context) {
    const reference = resolveFunction(input, context, action);
    checkName(input.FunctionName);
    const source = sourceOf(input);
    const settings = settingsOf(input, reference.name);
    const architecture = architectureOf(input.Architectures);
    const tags = tagged(input.Tags);
    checkAbsent(room, reference);
    return withCode(room, source, architecture, async (code) => {
      const untagged = newFunction(room, reference, {
        settings,
        code,
        architecture,
      });
      const unpublished = { ...untagged, ...tags };
      const { record, version } = input.Publish
        ? publishing(unpublished, publicationIds(room.random))
        : { record: unpublished, version: unpublished.latest };
      await putNew(room, record);
      startSettling(room, record);
      // Quirk: also with Publish, where the answer is the version, the ARN is the function's.
      return toConfiguration(record, version);
    });
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

/** A zip, or the name of an image. */
type Source = Uint8Array | string;

function sourceOf({ PackageType, Code }: CreateFunctionRequest): Source {
  refuseOthers('Code', Code, ['ZipFile', 'ImageUri'], 'code is uploaded in the request, as ZipFile');
  const isImage = PackageType === 'Image';
  const [source, other] = isImage ? [Code.ImageUri, Code.ZipFile] : [Code.ZipFile, Code.ImageUri];
  if (source === undefined || (isImage && other !== undefined)) {
    throw new InvalidParameterValueException('Please provide a source for function code.');
  }
  return source;
}

function withCode<T>(
  room: ControlRoom,
  source: Source,
  architecture: Architecture,
  use: (code: UploadedCode) => Promise<T>,
): Promise<T> {
  if (typeof source === 'string') return withImage(room, source, architecture, use);
  return withUploadedCode(room, source, use);
}

function settingsOf(input: CreateFunctionRequest, name: string): Settings {
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
  return applySettings(defaults, input);
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
    readonly architecture: Architecture;
  },
): FunctionRecord {
  const latest = created({
    version: '$LATEST',
    ...parts.settings,
    ...parts.code,
    architecture: parts.architecture,
    lastModified: toLastModified(room.clock.now()),
    revisionId: room.random.uuid(),
    environmentKey: room.random.uuid(),
  });
  return { account, region, name, latest };
}
