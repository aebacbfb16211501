import type { FunctionCode } from '#models/lambda';
import type { CallContext } from '#service';
import { InvalidParameterValueException } from '../errors.ts';
import type { Architecture } from '../records/architecture.ts';
import type { SignatureDemand } from './code-signing/signature.ts';
import type { ControlRoom } from './control-room.ts';
import { withImage } from './image-code.ts';
import { type PackageSource, packageSourceOf } from './package-source.ts';
import { type UploadedCode, withUploadedCode } from './upload.ts';

/** Where a function's code is: a package, or an image in a registry. */
export type CodeSource = PackageSource | { readonly imageUri: string };

/** What `Code` says, with AWS's errors for one that says too much, too little, or something of the other package type. */
export function codeSourceOf(code: FunctionCode, isImage: boolean): CodeSource {
  const { ImageUri: imageUri, ...members } = code;
  if (imageUri !== undefined && Object.values(members).some((value) => value !== undefined)) {
    // Its wording follows that for a ZipFile beside a bucket.
    throw new InvalidParameterValueException(
      'Please do not provide other FunctionCode parameters when providing an ImageUri.',
    );
  }
  if (!isImage) return packageSourceOf(members);
  if (imageUri === undefined)
    throw new InvalidParameterValueException('Please provide a source for function code.');
  return { imageUri };
}

/** Stores a package, or finds out which image is meant, then runs `use`, which writes the record that names it. */
export function withCode<T>(
  room: ControlRoom,
  source: CodeSource,
  architecture: Architecture,
  demand: SignatureDemand,
  context: CallContext,
  use: (code: UploadedCode) => Promise<T>,
): Promise<T> {
  if ('imageUri' in source) return withImage(room, source.imageUri, architecture, use);
  return withUploadedCode(room, source, demand, context, use);
}
