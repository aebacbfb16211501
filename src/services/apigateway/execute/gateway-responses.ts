import type { HttpResponse, RawHeaders } from '#wire';

type GatewayResponse = { readonly status: number; readonly errorType: string; readonly body: string };

/**
 * Every answer that the gateway gives by itself, by AWS's response type; the types of those that come before the
 * steps, and `BODY_INCOMPLETE`, are ours. The blank after some colons is AWS's own, and clients compare bodies.
 */
const gatewayResponses = {
  UNKNOWN_STAGE: { status: 403, errorType: 'ForbiddenException', body: '{"message":"Forbidden"}' },
  URI_TOO_LONG: {
    status: 414,
    errorType: 'RequestUriTooLongException',
    body: '{"message":"Request URI too long"}',
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    errorType: 'RequestHeaderFieldsTooLargeException',
    body: '{"message":"Request Header Fields Too Large"}',
  },
  REQUEST_TOO_LARGE: {
    status: 413,
    errorType: 'RequestEntityTooLargeException',
    body: '{"message":"Request Entity Too Large"}',
  },
  BODY_INCOMPLETE: { status: 400, errorType: 'BadRequestException', body: '{"message":"Bad Request"}' },
  MISSING_AUTHENTICATION_TOKEN: {
    status: 403,
    errorType: 'MissingAuthenticationTokenException',
    body: '{"message":"Missing Authentication Token"}',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    errorType: 'BadRequestException',
    body: '{"message":"Unsupported Media Type"}',
  },
  API_CONFIGURATION_ERROR: {
    status: 500,
    errorType: 'InternalServerErrorException',
    body: '{"message": "Internal server error"}',
  },
  INTEGRATION_FAILURE: {
    status: 502,
    errorType: 'InternalServerErrorException',
    body: '{"message": "Internal server error"}',
  },
  INTEGRATION_TIMEOUT: {
    status: 504,
    errorType: 'InternalServerErrorException',
    body: '{"message": "Endpoint request timed out"}',
  },
} as const satisfies Readonly<Record<string, GatewayResponse>>;

export type GatewayResponseType = keyof typeof gatewayResponses;

/** Ends a request with a gateway response; a step throws it. The message is for the log alone. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly type: GatewayResponseType;
  /** Where the answer depends on the request. */
  readonly response: GatewayResponse;

  constructor(type: GatewayResponseType, reason: string, response: Partial<GatewayResponse> = {}) {
    super(reason);
    this.type = type;
    this.response = { ...gatewayResponses[type], ...response };
  }
}

/** The one place where gateway errors become answers. `identification` names the request. */
export function renderGatewayError({ response }: GatewayError, identification: RawHeaders): HttpResponse {
  const headers = [
    ...identification,
    'x-amzn-ErrorType',
    response.errorType,
    'Content-Type',
    'application/json',
  ];
  return { status: response.status, headers, body: response.body };
}
