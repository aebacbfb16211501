/** CloudWatch Logs' wire errors, one class per code (R8). The texts are the service's own. */
import { AwsError } from '#wire';

export class ResourceNotFoundException extends AwsError {
  constructor(what: 'log group' | 'log stream' | 'metric filter' | 'subscription filter') {
    super('ResourceNotFoundException', `The specified ${what} does not exist.`, 400);
  }
}

export class ResourceAlreadyExistsException extends AwsError {
  constructor(what: 'log group' | 'log stream') {
    super('ResourceAlreadyExistsException', `The specified ${what} already exists`, 400);
  }
}

export class InvalidParameterException extends AwsError {
  constructor(message: string) {
    super('InvalidParameterException', message, 400);
  }
}

export class ValidationException extends AwsError {
  constructor(message: string) {
    super('ValidationException', message, 400);
  }
}

export class LimitExceededException extends AwsError {
  constructor(message = 'Resource limit exceeded.') {
    super('LimitExceededException', message, 400);
  }
}

export class OperationAbortedException extends AwsError {
  constructor() {
    super(
      'OperationAbortedException',
      'A conflicting operation is currently in progress against this resource. Please try again.',
      400,
    );
  }
}

export class ServiceUnavailableException extends AwsError {
  constructor(cause: unknown) {
    super('ServiceUnavailableException', 'The service cannot complete the request.', 503, { cause });
  }
}

/** Ends a Live Tail as its last event. */
export class SessionTimeoutException extends AwsError {
  constructor() {
    super('SessionTimeoutException', 'The session has timed out.', 400);
  }
}
