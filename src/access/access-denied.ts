import { AwsError } from '#wire';
import type { ErrorStyle } from './auth-problem.ts';

/** The caller is known and may not. `reason` says who, what and on which resource. */
export class AccessDeniedException extends AwsError {
  constructor(reason: string) {
    super('AccessDeniedException', reason, 403);
  }

  /** Query services call it AccessDenied, awsJson services answer with 400. */
  inStyle(style: ErrorStyle): AwsError {
    if (style === 'query') return new AwsError('AccessDenied', this.message, 403);
    return style === 'json' ? new AwsError(this.code, this.message, 400) : this;
  }
}
