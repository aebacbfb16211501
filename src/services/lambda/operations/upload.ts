import { createHash } from 'node:crypto';
import { ZipRejected } from '../code/code.ts';
import { InvalidParameterValueException, RequestEntityTooLargeException } from '../errors.ts';
import { unzippedBytesMax, uploadRequestBytesMax, zippedBytesMax } from '../limits.ts';
import type { ControlRoom } from './control-room.ts';

/** A stored package or an image, as records name it. */
export type UploadedCode = {
  readonly codeDigest: string;
  readonly codeBytes: number;
  readonly imageUri?: string;
};

/**
 * Stores a zip, then runs `use`, which writes the record that names it. When that does not happen, whether by a refusal or by a
 * dry run, nothing of the package is left. Throws AWS's errors for a zip that is none or too large.
 */
export async function withUploadedCode<T>(
  room: ControlRoom,
  zipFile: Uint8Array,
  use: (code: UploadedCode) => Promise<T>,
): Promise<T> {
  const zip = Buffer.from(zipFile.buffer, zipFile.byteOffset, zipFile.byteLength);
  if (zip.length === 0) throw new InvalidParameterValueException('Uploaded file must be a non-empty zip');
  if (zip.length > zippedBytesMax) {
    throw new RequestEntityTooLargeException(`Zipped size must be smaller than ${zippedBytesMax} bytes`);
  }
  const expectedDigest = createHash('sha256').update(zip).digest('hex');
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
