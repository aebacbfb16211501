import type { FunctionCodeLocation } from '#models/lambda';
import { InvalidParameterValueException, ServiceException } from '../errors.ts';
import { ImageProblem, resolvedUri } from '../images/images.ts';
import type { Architecture } from '../records/architecture.ts';
import type { VersionRecord } from '../records/function.ts';
import type { Outcome } from '../records/life.ts';
import type { ControlRoom } from './control-room.ts';
import { removeUnusedCode, type UploadedCode } from './upload.ts';

/**
 * Finds out which image a name means now, then runs `use`, which writes the record that names it; it is pulled when the function is
 * settled. Throws AWS's errors for an image that cannot be had.
 */
export async function withImage<T>(
  room: ControlRoom,
  uri: string,
  architecture: Architecture,
  use: (code: UploadedCode) => Promise<T>,
): Promise<T> {
  const digest = await resolve(room, uri, architecture);
  return whileClaimed(room, digest, () =>
    use({ codeDigest: digest, codeBytes: 0, unzippedBytes: 0, imageUri: uri }),
  );
}

/** Pulls a function's image: what settling it takes. */
export async function prepareImage(room: ControlRoom, uri: string, digest: string): Promise<Outcome> {
  if (room.launcher.isolation !== 'bubblewrap') {
    return {
      ready: false,
      code: 'InvalidConfiguration',
      reason:
        'Container images run in bubblewrap only, and this Lambent runs functions as plain processes. Install bubblewrap and start Lambent with --isolation bubblewrap.',
    };
  }
  try {
    await whileClaimed(room, digest, () => room.images.pull(uri, digest));
    return { ready: true };
  } catch (error) {
    if (!(error instanceof ImageProblem)) {
      return {
        ready: false,
        code: 'InternalError',
        reason: 'The image could not be stored.',
        detail: String(error),
      };
    }
    return {
      ready: false,
      code: reasonCodes[error.kind],
      reason: texts[error.kind](uri),
      detail: error.message,
    };
  }
}

/** Where the API says that a version's image is; undefined for a package. */
export function imageLocation({ imageUri, codeDigest }: VersionRecord): FunctionCodeLocation | undefined {
  if (imageUri === undefined) return undefined;
  return {
    RepositoryType: 'ECR',
    ImageUri: imageUri,
    ResolvedImageUri: resolvedUri(imageUri, codeDigest),
  };
}

/** Keeps what belongs to an image while something is done with it, and removes it if no function has come to name it. */
async function whileClaimed<T>(room: ControlRoom, digest: string, use: () => Promise<T>): Promise<T> {
  const release = await room.functions.packages.claim(digest);
  try {
    return await use();
  } finally {
    release();
    await removeUnusedCode(room, digest);
  }
}

async function resolve(room: ControlRoom, uri: string, architecture: Architecture): Promise<string> {
  try {
    return await room.images.resolve(uri, architecture);
  } catch (error) {
    if (!(error instanceof ImageProblem)) throw error;
    room.log.info('an image was refused', { image: uri, reason: error.message });
    if (error.kind === 'unreachable') throw new ServiceException(texts.unreachable(uri), error);
    throw new InvalidParameterValueException(texts[error.kind](uri));
  }
}

const reasonCodes = {
  denied: 'ImageAccessDenied',
  missing: 'ImageDeleted',
  unsupported: 'InvalidImage',
  invalid: 'InvalidImage',
  unreachable: 'InternalError',
} as const satisfies Record<ImageProblem['kind'], string>;

/** AWS's, as reported in public; the last one is ours, since AWS's registry is always there. What is wrong exactly is for the log. */
const texts: Readonly<Record<ImageProblem['kind'], (uri: string) => string>> = {
  denied: () => 'Lambda does not have permission to access the ECR image. Check the ECR permissions.',
  missing: (uri) => `Source image ${uri} does not exist. Provide a valid source image.`,
  invalid: (uri) => `Source image ${uri} is not valid. Provide a valid source image.`,
  unsupported: (uri) =>
    `The image manifest, config or layer media type for the source image ${uri} is not supported.`,
  unreachable: (uri) => `The registry of the source image ${uri} gave no answer.`,
};
