import type { FunctionConfiguration } from '#models/lambda';
import { functionArn, runtimeVersionArn } from '../names.ts';
import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import { toImageConfig } from './image-settings.ts';
import { toLoggingConfig } from './logging.ts';

/** A function as the API shows it, members in AWS's order. `qualifier` is what the caller named it by. */
export function toConfiguration(
  record: FunctionRecord,
  version: VersionRecord,
  qualifier?: string,
): FunctionConfiguration {
  const isImage = version.imageUri !== undefined;
  return {
    FunctionName: record.name,
    FunctionArn: functionArn(record, qualifier),
    ...(isImage ? {} : { Runtime: version.runtime }),
    Role: version.role,
    ...(isImage ? {} : { Handler: version.handler }),
    CodeSize: version.codeBytes,
    Description: version.description,
    Timeout: version.timeoutSeconds,
    MemorySize: version.memoryMiB,
    LastModified: version.lastModified,
    CodeSha256: codeSha256Of(version),
    Version: version.version,
    ...(version.variables === undefined ? {} : { Environment: { Variables: version.variables } }),
    ...layersOf(version),
    ...(version.deadLetterTarget === undefined
      ? {}
      : { DeadLetterConfig: { TargetArn: version.deadLetterTarget } }),
    TracingConfig: { Mode: version.tracingMode },
    RevisionId: version.revisionId,
    ...stateOf(version),
    PackageType: isImage ? 'Image' : 'Zip',
    ...imageConfigOf(version),
    Architectures: [version.architecture],
    EphemeralStorage: { Size: version.ephemeralStorageMiB },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    ...(isImage
      ? {}
      : { RuntimeVersionConfig: { RuntimeVersionArn: runtimeVersionArn(record.region, version.runtime) } }),
    LoggingConfig: toLoggingConfig(version),
    ...(version.signing === undefined
      ? {}
      : {
          SigningProfileVersionArn: version.signing.profileVersionArn,
          SigningJobArn: version.signing.jobArn,
        }),
  };
}

function layersOf({ layers }: VersionRecord): Pick<FunctionConfiguration, 'Layers'> {
  if (layers === undefined) return {};
  return { Layers: layers.map(({ arn, codeBytes }) => ({ Arn: arn, CodeSize: codeBytes })) };
}

/** Quirk: an image's digest is in hex, a package's in base64. */
export function codeSha256Of({
  codeDigest,
  imageUri,
}: Pick<VersionRecord, 'codeDigest' | 'imageUri'>): string {
  if (imageUri !== undefined) return codeDigest;
  return Buffer.from(codeDigest, 'hex').toString('base64');
}

function imageConfigOf({ imageConfig }: VersionRecord): Pick<FunctionConfiguration, 'ImageConfigResponse'> {
  return imageConfig === undefined
    ? {}
    : { ImageConfigResponse: { ImageConfig: toImageConfig(imageConfig) } };
}

/** An entry of ListFunctions: without state and without the runtime's version. */
export function toListEntry(
  record: FunctionRecord,
  version: VersionRecord,
  qualifier?: string,
): FunctionConfiguration {
  const {
    State: _state,
    StateReason: _stateReason,
    StateReasonCode: _stateReasonCode,
    LastUpdateStatus: _lastUpdateStatus,
    LastUpdateStatusReason: _lastUpdateStatusReason,
    LastUpdateStatusReasonCode: _lastUpdateStatusReasonCode,
    RuntimeVersionConfig: _runtimeVersionConfig,
    ...entry
  } = toConfiguration(record, version, qualifier);
  return entry;
}

/** `2025-11-25T02:26:54.000+0000`: milliseconds always, the zone never as `Z`. */
export function toLastModified(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('Z', '+0000');
}

function stateOf(version: VersionRecord): FunctionConfiguration {
  return {
    State: version.state,
    ...(version.stateReason === undefined ? {} : { StateReason: version.stateReason }),
    ...(version.stateReasonCode === undefined ? {} : { StateReasonCode: version.stateReasonCode }),
    ...(version.lastUpdateStatus === undefined ? {} : { LastUpdateStatus: version.lastUpdateStatus }),
    ...(version.lastUpdateStatusReason === undefined
      ? {}
      : { LastUpdateStatusReason: version.lastUpdateStatusReason }),
    ...(version.lastUpdateStatusReasonCode === undefined
      ? {}
      : { LastUpdateStatusReasonCode: version.lastUpdateStatusReasonCode }),
  };
}
