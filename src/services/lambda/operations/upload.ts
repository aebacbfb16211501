import { webcrypto } from 'node:crypto';
import type { CallContext } from '#service';
import { ZipRejected } from '../code/code.ts';
import { InvalidParameterValueException, RequestEntityTooLargeException } from '../errors.ts';
import { unzippedBytesMax, uploadRequestBytesMax } from '../limits.ts';
import type { SigningRecord } from '../records/function.ts';
import type { StoredPackage } from '../records/packages.ts';
import { checkSignature, type SignatureDemand } from './code-signing/signature.ts';
import type { ControlRoom } from './control-room.ts';
import { type PackageSource, withPackage } from './package-source.ts';

/** A stored package and who signed it, or an image. */
export type UploadedCode = StoredPackage & {
  readonly signing?: SigningRecord;
  readonly imageUri?: string;
};

/**
 * Stores the zip of a source, then runs `use`, which writes the record that names it. When that does not happen, whether by a refusal
 * or by a dry run, nothing of the package is left. Throws AWS's errors for a zip that cannot be had, is none, is too large, or is not
 * signed as `demand` says.
 */
export function withUploadedCode<T>(
  room: ControlRoom,
  source: PackageSource,
  demand: SignatureDemand | undefined,
  context: CallContext,
  use: (code: UploadedCode) => Promise<T>,
): Promise<T> {
  return withPackage(room, source, context, (zip) => withStoredZip(room, zip, demand, use));
}

async function withStoredZip<T>(
  room: ControlRoom,
  zip: Buffer,
  demand: SignatureDemand | undefined,
  use: (code: UploadedCode) => Promise<T>,
): Promise<T> {
  if (zip.length === 0) throw new InvalidParameterValueException('Uploaded file must be a non-empty zip');
  const signing = demand && (await checkSignature(room, zip, demand));
  // Not at once but beside the event loop: a package from a bucket may be large.
  const expectedDigest = Buffer.from(await webcrypto.subtle.digest('SHA-256', zip)).toString('hex');
  const release = await room.functions.packages.claim(expectedDigest);
  try {
    const { digest, bytes, unzippedBytes } = await store(room, zip);
    const signed = signing === undefined ? {} : { signing };
    return await use({ codeDigest: digest, codeBytes: bytes, unzippedBytes, ...signed });
  } finally {
    release();
    await removeUnusedCode(room, expectedDigest);
  }
}

/** Removes a package that no function or layer names any more. Never throws: the next start finds what could not be removed. */
export async function removeUnusedCode(room: ControlRoom, digest: string): Promise<void> {
  try {
    await room.functions.packages.removeUnused(digest, async (unused) => {
      await room.code.discard(unused);
      await room.images.discard(unused);
    });
  } catch (error) {
    room.log.warn('an unused code package could not be removed', { digest, error: String(error) });
  }
}

/** The request limit of the operations that carry a zip. */
export function uploadBody(operation: string) {
  return {
    bytesMax: uploadRequestBytesMax,
    tooLarge: () =>
      new RequestEntityTooLargeException(
        `Request must be smaller than ${uploadRequestBytesMax} bytes for the ${operation} operation`,
      ),
  };
}

async function store(room: ControlRoom, zip: Buffer) {
  try {
    return await room.code.store(zip);
  } catch (error) {
    if (!(error instanceof ZipRejected)) throw error;
    room.log.info('a code package was refused', { reason: error.reason, detail: error.message });
    throw new InvalidParameterValueException(
      error.reason === 'too-large'
        ? `Unzipped size must be smaller than ${unzippedBytesMax} bytes`
        : 'Could not unzip uploaded file. Please check your file, then try to upload again.',
    );
  }
}
