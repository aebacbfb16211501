/** An AWS API call without an SDK: what tests use to send what no SDK would, and to see the answer as it is on the wire. */
export type RawAnswer = {
  readonly status: number;
  readonly errorType: string | null;
  readonly body: Record<string, unknown>;
};

export type RawApi = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<RawAnswer>;

/** A signature that only `audit` takes. */
export function authorizationFor(service: string): string {
  return `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=00`;
}

/** `service` is the name in the credential scope. Strings and bytes are sent as they are, anything else as JSON. */
export function rawApi(endpoint: string, service: string): RawApi {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${endpoint}${path}`, {
      method,
      headers: {
        authorization: authorizationFor(service),
        accept: 'application/json',
        'content-type': 'application/json',
        ...headers,
      },
      ...(body === undefined
        ? {}
        : {
            body:
              typeof body === 'string' || body instanceof Uint8Array
                ? Buffer.from(body)
                : JSON.stringify(body),
          }),
    });
    const text = await response.text();
    return {
      status: response.status,
      errorType: response.headers.get('x-amzn-errortype'),
      body: text === '' ? {} : parsed(text),
    };
  };
}

function parsed(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : { value };
}
