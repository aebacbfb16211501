import { AwsError } from '#wire';

/** The request is wrong in itself. */
export class BadRequestException extends AwsError {
  constructor(message: string) {
    super('BadRequestException', message, 400);
  }
}

/** The request names something that is not there. */
export class NotFoundException extends AwsError {
  constructor(message: string) {
    super('NotFoundException', message, 404);
  }
}

/** The request collides with what is there. */
export class ConflictException extends AwsError {
  constructor(message: string) {
    super('ConflictException', message, 409);
  }
}

/** A quota of the API is used up. */
export class LimitExceededException extends AwsError {
  constructor(message: string) {
    super('LimitExceededException', message, 429);
  }
}
