import type { ImageConfig } from '#models/lambda';
import { InvalidParameterValueException } from '../errors.ts';
import { imageConfigBytesMax } from '../limits.ts';
import type { ImageConfigRecord, VersionRecord } from '../records/function.ts';

type Members = {
  readonly Runtime?: string | undefined;
  readonly Handler?: string | undefined;
  readonly Layers?: readonly string[] | undefined;
  readonly ImageConfig?: ImageConfig | undefined;
};

/** Throws for settings of the other package type. The text for images was reported in public, the one for zips follows it. */
export function checkPackageType({ Runtime, Handler, Layers, ImageConfig }: Members, isImage: boolean): void {
  if (isImage && (Runtime !== undefined || Handler !== undefined || (Layers ?? []).length > 0)) {
    throw new InvalidParameterValueException(
      "Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image.",
    );
  }
  if (!isImage && ImageConfig !== undefined) {
    throw new InvalidParameterValueException(
      "Please don't provide ImageConfig when the intended function PackageType is Zip.",
    );
  }
}

/** Thrown where a code signing config meets an image, whose signature Lambda does not look at. Its wording is ours. */
export function unsignable(): InvalidParameterValueException {
  return new InvalidParameterValueException(
    'Code signing is not supported for functions created with container images.',
  );
}

/** What a version keeps of `ImageConfig`: a whole one replaces a whole one, and one that says nothing is none. */
export function applyImageConfig(
  current: Pick<VersionRecord, 'imageConfig'>,
  input: ImageConfig | undefined,
): Pick<VersionRecord, 'imageConfig'> {
  if (input === undefined)
    return current.imageConfig === undefined ? {} : { imageConfig: current.imageConfig };
  const {
    EntryPoint: entryPoint = [],
    Command: command = [],
    WorkingDirectory: workingDirectory = '',
  } = input;
  if (Buffer.byteLength(JSON.stringify(input)) > imageConfigBytesMax) {
    throw new InvalidParameterValueException(
      `The ImageConfig you have provided exceeded the ${imageConfigBytesMax / 1024}KB limit.`,
    );
  }
  const imageConfig: ImageConfigRecord = {
    ...(entryPoint.length > 0 && { entryPoint }),
    ...(command.length > 0 && { command }),
    ...(workingDirectory !== '' && { workingDirectory }),
  };
  return Object.keys(imageConfig).length === 0 ? {} : { imageConfig };
}

/** `ImageConfig` as the API shows it. */
export function toImageConfig({ entryPoint, command, workingDirectory }: ImageConfigRecord): ImageConfig {
  return {
    ...(entryPoint !== undefined && { EntryPoint: entryPoint }),
    ...(command !== undefined && { Command: command }),
    ...(workingDirectory !== undefined && { WorkingDirectory: workingDirectory }),
  };
}
