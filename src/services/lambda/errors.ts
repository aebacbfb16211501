/** Lambda's wire errors, one class per code (R8). Whether a body says `message` or `Message`, and its `Type`, come from the model. */
import { AwsError } from '#wire';

export class InvalidParameterValueException extends AwsError {
  /** A few of its messages come without the `Type` that the others have: `fields` then says `{ Type: undefined }`. */
  constructor(message: string, fields: { readonly Type?: undefined } = {}) {
    super('InvalidParameterValueException', message, 400, { fields });
  }
}

/** Quirk: what would break the account's concurrency limits is answered without `Type`. */
export class ConcurrencyLimitException extends AwsError {
  constructor(message: string) {
    super('InvalidParameterValueException', message, 400, { fields: { Type: undefined } });
  }
}

export class CodeStorageExceededException extends AwsError {
  constructor(message = 'Code storage limit exceeded.') {
    super('CodeStorageExceededException', message, 400);
  }
}

export class ResourceNotFoundException extends AwsError {
  /** Of code signing configs it comes without the `Type` that others have. */
  constructor(message: string, fields: { readonly Type?: undefined } = {}) {
    super('ResourceNotFoundException', message, 404, { fields });
  }
}

export class ResourceInUseException extends AwsError {
  constructor(message: string) {
    super('ResourceInUseException', message, 400);
  }
}

export class ResourceConflictException extends AwsError {
  constructor(message: string) {
    super('ResourceConflictException', message, 409);
  }
}

export class PreconditionFailedException extends AwsError {
  constructor(message: string) {
    super('PreconditionFailedException', message, 412);
  }
}

export class PolicyLengthExceededException extends AwsError {
  constructor(message: string) {
    super('PolicyLengthExceededException', message, 400);
  }
}

export class InvalidRequestContentException extends AwsError {
  constructor(message: string) {
    super('InvalidRequestContentException', message, 400);
  }
}

export class RequestTooLargeException extends AwsError {
  constructor(message: string) {
    super('RequestTooLargeException', message, 413);
  }
}

/** What a `TooManyRequestsException` is about, as its `Reason` says it. */
export type ThrottleReason =
  | 'CallerRateLimitExceeded'
  | 'ConcurrentInvocationLimitExceeded'
  | 'FunctionInvocationRateLimitExceeded'
  | 'ReservedFunctionConcurrentInvocationLimitExceeded'
  | 'ReservedFunctionInvocationRateLimitExceeded';

export class TooManyRequestsException extends AwsError {
  constructor(reason: ThrottleReason, message = 'Rate Exceeded.', retryAfterSeconds = 1) {
    super('TooManyRequestsException', message, 429, {
      fields: { Reason: reason },
      headers: { 'Retry-After': String(retryAfterSeconds) },
    });
  }
}

/** S3 does not let the caller have a package. */
export class PackageAccessDeniedException extends AwsError {
  constructor(object: string, message: string) {
    super(
      'AccessDeniedException',
      `Your access has been denied by S3, please make sure your request credentials have permission to GetObject for ${object}. S3 Error Code: AccessDenied. S3 Error Message: ${message}`,
      403,
    );
  }
}

/** The platform's own fault. `cause` is logged, never sent. */
export class ServiceException extends AwsError {
  constructor(message: string, cause?: unknown) {
    super('ServiceException', message, 500, { cause });
  }
}

/** A function's interpreter is missing on this node. */
export class InvalidRuntimeException extends AwsError {
  constructor(message: string) {
    super('InvalidRuntimeException', message, 502);
  }
}

/** A function's code cannot be unpacked. */
export class InvalidZipFileException extends AwsError {
  constructor(message: string) {
    super('InvalidZipFileException', message, 502);
  }
}

export class CodeSigningConfigNotFoundException extends AwsError {
  constructor(message: string) {
    super('CodeSigningConfigNotFoundException', message, 404);
  }
}

/** Code whose signature is not trusted, where the policy is Enforce. */
export class CodeVerificationFailedException extends AwsError {
  constructor(message: string) {
    super('CodeVerificationFailedException', message, 400);
  }
}

/** Code that is not what was signed. */
export class InvalidCodeSignatureException extends AwsError {
  constructor(message: string) {
    super('InvalidCodeSignatureException', message, 400);
  }
}

/** Not in the service model, hence without `Type`. */
export class RequestEntityTooLargeException extends AwsError {
  constructor(message: string) {
    super('RequestEntityTooLargeException', message, 413);
  }
}

/** A value outside a limit that the service has and the model has not. Not in the service model, hence without `Type`. */
export class ValidationException extends AwsError {
  constructor(value: string | number, path: string, constraint: string) {
    super(
      'ValidationException',
      `1 validation error detected: Value '${value}' at '${path}' failed to satisfy constraint: ${constraint}`,
      400,
    );
  }
}

/** As `ValidationException`, for failures that are reported together: each says value, path and constraint. */
export function validationException(failures: readonly string[]): AwsError {
  const heading = `${failures.length} validation error${failures.length === 1 ? '' : 's'} detected`;
  return new AwsError('ValidationException', `${heading}: ${failures.join('; ')}`, 400);
}
