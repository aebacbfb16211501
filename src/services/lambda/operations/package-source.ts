import type { CallContext, RefusedValue } from '#service';
import { AwsError, NotImplementedException } from '#wire';
import {
  InvalidParameterValueException,
  PackageAccessDeniedException,
  RequestEntityTooLargeException,
  ServiceException,
} from '../errors.ts';
import { unzippedBytesMax, zippedBytesMax } from '../limits.ts';
import type { ControlRoom } from './control-room.ts';

/** How a request says where a package is: in the request, or in a bucket. */
export type PackageMembers = {
  readonly ZipFile?: Uint8Array | undefined;
  readonly S3Bucket?: string | undefined;
  readonly S3Key?: string | undefined;
  readonly S3ObjectVersion?: string | undefined;
  readonly S3ObjectStorageMode?: string | undefined;
};

/** The members of a request that take effect. */
export const packageFields = [
  'ZipFile',
  'S3Bucket',
  'S3Key',
  'S3ObjectVersion',
  'S3ObjectStorageMode',
] as const;

/** What of them is refused in a request that has them below `path`, such as `Code.`. */
export function refusedPackages(path: '' | 'Code.' | 'Content.'): readonly RefusedValue[] {
  return [
    {
      path: `${path}S3ObjectStorageMode`,
      values: ['REFERENCE'],
      reason: 'packages are copied when a function takes them',
    },
  ];
}

export type PackageSource =
  | { readonly zip: Buffer }
  | { readonly bucket: string; readonly key: string; readonly version: string | undefined };

/** Where the package is, with AWS's errors for a request that says it twice, by half or not at all. */
export function packageSourceOf(members: PackageMembers): PackageSource {
  const { ZipFile, S3Bucket, S3Key, S3ObjectVersion } = members;
  const namesObject = S3Bucket !== undefined || S3Key !== undefined || S3ObjectVersion !== undefined;
  if (ZipFile !== undefined) {
    if (namesObject) {
      throw new InvalidParameterValueException(
        'Please do not provide other FunctionCode parameters when providing a ZipFile.',
      );
    }
    return { zip: Buffer.from(ZipFile.buffer, ZipFile.byteOffset, ZipFile.byteLength) };
  }
  if (!namesObject) throw new InvalidParameterValueException('Please provide a source for function code.');
  if (S3Bucket === undefined || S3Key === undefined) {
    throw new InvalidParameterValueException(
      'S3 Bucket and Key are required for uploading with S3 parameters.',
    );
  }
  return { bucket: S3Bucket, key: S3Key, version: S3ObjectVersion };
}

/**
 * Gives the package to `use`. One in a bucket is fetched as the caller, who has to be allowed to; a few are in memory at a time, and
 * the others wait. Throws AWS's errors for an object that cannot be had.
 */
export async function withPackage<T>(
  room: ControlRoom,
  source: PackageSource,
  context: CallContext,
  use: (zip: Buffer) => Promise<T>,
): Promise<T> {
  if ('zip' in source) {
    if (source.zip.length > zippedBytesMax)
      throw new RequestEntityTooLargeException(`Zipped size must be smaller than ${zippedBytesMax} bytes`);
    return use(source.zip);
  }
  return room.packageTurns.take(async () => use(await fetched(room, source, context)));
}

type ObjectSource = Exclude<PackageSource, { readonly zip: Buffer }>;

async function fetched(room: ControlRoom, source: ObjectSource, context: CallContext): Promise<Buffer> {
  const { bucket, key, version } = source;
  const input = { Bucket: bucket, Key: key, ...(version === undefined ? {} : { VersionId: version }) };
  try {
    const { Body: body = new Uint8Array() } = await room.call('s3', 'GetObject', input, context);
    return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  } catch (error) {
    throw asLambdaSays(error, source);
  }
}

/** Source: the service's answers as public reports quote them. */
function asLambdaSays(error: unknown, source: ObjectSource): unknown {
  if (!(error instanceof AwsError) || error instanceof NotImplementedException) return error;
  const { code, message, status, fields } = error;
  const object = `${source.bucket}/${source.key}`;
  switch (code) {
    case 'AccessDenied':
    case 'AccessDeniedException':
      return new PackageAccessDeniedException(object, message);
    case 'EntityTooLarge':
      return new InvalidParameterValueException(
        `Unzipped size must be smaller than ${unzippedBytesMax} bytes`,
      );
    case 'PermanentRedirect':
      return new InvalidParameterValueException(
        // Quirk: where S3 does not say the region, it reads null.
        failure(
          code,
          `The bucket is in this region: ${fields.Region ?? null}. Please use this region to retry the request`,
        ),
      );
    default:
      return status >= 500 || code === 'InternalFailure'
        ? new ServiceException(failure(code, message), error)
        : new InvalidParameterValueException(failure(code, message));
  }
}

function failure(code: string, message: string): string {
  return `Error occurred while GetObject. S3 Error Code: ${code}. S3 Error Message: ${message}`;
}
