import { AwsError } from '#wire';

/** A policy that AWS would not store; the message says why. */
export class MalformedPolicyDocumentException extends AwsError {
  constructor(message: string) {
    super('MalformedPolicyDocument', message, 400);
  }
}

export function syntaxError(): MalformedPolicyDocumentException {
  return new MalformedPolicyDocumentException('Syntax errors in policy.');
}
