import { webcrypto } from 'node:crypto';
import type { CallContext } from '#service';
import { ZipRejected } from '../code/code.ts';
import { InvalidParameterValueException, RequestEntityTooLargeException } from '../errors.ts';
import { unzippedBytesMax, uploadRequestBytesMax } from '../limits.ts';
import type { ControlRoom } from './control-room.ts';
import { type PackageSource, withPackage } from './package-source.ts';

/** A stored package, as records name it. */
export type UploadedCode = { readonly codeDigest: string; readonly codeBytes: number };

/**
 * Stores the zip of a source, then runs `use`, which writes the record that names it. When that does not happen, whether by a refusal
 * or by a dry run, nothing of the package is left. Throws AWS's errors for a zip that cannot be had, is none or is too large.
 */
export function withUploadedCode<T>(
  room: ControlRoom,
  source: PackageSource,
  context: CallContext,
  use: (code: UploadedCode) => Promise<T>,
): Promise<T> {
  return withPackage(room, source, context, (zip) => withStoredZip(room, zip, use));
}

async function withStoredZip<T>(
  room: ControlRoom,
  zip: Buffer,
  use: (code: UploadedCode) => Promise<T>,
): Promise<T> {
  if (zip.length === 0) throw new InvalidParameterValueException('Uploaded file must be a non-empty zip');
  // Not at once but beside the event loop: a package from a bucket may be large.
  const expectedDigest = Buffer.from(await webcrypto.subtle.digest('SHA-256', zip)).toString('hex');
  const release = await room.functions.packages.claim(expectedDigest);
  try {
    const { digest, bytes } = await store(room, zip);
    return await use({ codeDigest: digest, codeBytes: bytes });
  } finally {
    release();
    await removeUnusedCode(room, expectedDigest);
  }
}

/** Removes a package that no function names any more. Never throws: the next start finds what could not be removed. */
export async function removeUnusedCode(room: ControlRoom, digest: string): Promise<void> {
  try {
    await room.functions.packages.removeUnused(digest, (unused) => room.code.discard(unused));
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
