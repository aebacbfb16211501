import { AwsError } from '#wire';

/** Why AWS would not believe that a caller is who they say. Rendered only when the request's protocol is known. */
export type AuthProblem = {
  /**
   * `missing`: no credentials; `incomplete`: unreadable ones; `unknown-key`: nobody's; `expired`: a session's that is over; `mismatch`:
   * a signature that is wrong or not of now.
   */
  readonly problem: 'missing' | 'incomplete' | 'unknown-key' | 'expired' | 'mismatch';
  readonly message: string;
};

/** The families of protocols that name these errors alike. */
export type ErrorStyle = 'rest' | 'json' | 'query';

type Wording = { readonly code: string; readonly status: number };

/** The query services keep the codes of old, awsJson services answer everything with 400. Source: "Common Errors" of each API reference. */
const wordings: Readonly<Record<ErrorStyle, Readonly<Record<AuthProblem['problem'], Wording>>>> = {
  query: {
    missing: { code: 'MissingAuthenticationToken', status: 403 },
    incomplete: { code: 'IncompleteSignature', status: 400 },
    'unknown-key': { code: 'InvalidClientTokenId', status: 403 },
    expired: { code: 'ExpiredToken', status: 403 },
    mismatch: { code: 'SignatureDoesNotMatch', status: 403 },
  },
  rest: withExceptionNames(403),
  json: withExceptionNames(400),
};

function withExceptionNames(status: number): Record<AuthProblem['problem'], Wording> {
  return {
    missing: { code: 'MissingAuthenticationTokenException', status },
    incomplete: { code: 'IncompleteSignatureException', status },
    'unknown-key': { code: 'UnrecognizedClientException', status },
    expired: { code: 'ExpiredTokenException', status },
    mismatch: { code: 'InvalidSignatureException', status },
  };
}

export function authError(problem: AuthProblem, style: ErrorStyle): AwsError {
  const { code, status } = wordings[style][problem.problem];
  // Query services say it in a longer sentence than the others.
  const asked = problem.problem === 'missing' && style === 'query';
  return new AwsError(code, asked ? 'Request is missing Authentication Token' : problem.message, status);
}

export const missingToken: AuthProblem = { problem: 'missing', message: 'Missing Authentication Token' };

export const unknownKey: AuthProblem = {
  problem: 'unknown-key',
  message: 'The security token included in the request is invalid.',
};

export const expiredToken: AuthProblem = {
  problem: 'expired',
  message: 'The security token included in the request is expired',
};

export const wrongSignature: AuthProblem = {
  problem: 'mismatch',
  message:
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
};

export function isProblem(value: object): value is AuthProblem {
  return 'problem' in value && 'message' in value;
}
