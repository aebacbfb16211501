/** CloudWatch Logs' wire errors, one class per code (R8). The texts are the service's own. */
import { AwsError } from '#wire';

export class ResourceNotFoundException extends AwsError {
  constructor(what: 'log group' | 'log stream') {
    super('ResourceNotFoundException', `The specified ${what} does not exist.`, 400);
  }
}

export class ResourceAlreadyExistsException extends AwsError {
  constructor(what: 'log group') {
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
