/** The wire errors of this service, one class per code (R8). */
import { AwsError } from '#wire';

export class GreetingTooLongException extends AwsError {
  constructor(message: string) {
    super('GreetingTooLongException', message, 400);
  }
}

export class ResourceConflictException extends AwsError {
  constructor(message: string) {
    super('ResourceConflictException', message, 409);
  }
}

export class ResourceNotFoundException extends AwsError {
  constructor(message: string) {
    super('ResourceNotFoundException', message, 404);
  }
}
