import { toAmzDate } from './amz-date.ts';
import { emptyBodyHash, type SignableRequest, sha256Hex } from './canonical-request.ts';
import { algorithm, calculateSignature } from './signature.ts';
import { deriveSigningKey, terminator } from './signing-key.ts';
import { uriEncode } from './uri-encoding.ts';

export type SigningCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

export type Signing = {
  readonly credentials: SigningCredentials;
  readonly region: string;
  /** The signing name: `lambda`, `apigateway`, `execute-api`, … */
  readonly service: string;
  readonly nowMs: number;
};

/** A request with everything its signature needs. Its `headers` must name `host`. */
export type RequestToSign = Signing & SignableRequest & { readonly body: Uint8Array | string };

/** All headers of the request, its own and the signature's. Every one of them is covered. */
export function signRequest(request: RequestToSign): Record<string, string> {
  const timestamp = toAmzDate(request.nowMs);
  const payloadHash = sha256Hex(request.body);
  const { accessKeyId, sessionToken } = request.credentials;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name.toLowerCase()] = value;
  }
  headers['x-amz-date'] = timestamp;
  headers['x-amz-content-sha256'] = payloadHash;
  if (sessionToken !== undefined) headers['x-amz-security-token'] = sessionToken;
  const signedHeaders = Object.keys(headers).sort();
  const signature = signatureOf({ ...request, headers }, request, { timestamp, signedHeaders, payloadHash });
  headers.authorization = `${algorithm} Credential=${accessKeyId}/${scopeOf(request)}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  return headers;
}

export type RequestToPresign = Signing & SignableRequest & { readonly expiresSeconds: number };

/** The path and query under which anyone may send this bodiless request for `expiresSeconds`. Only `host` is covered. */
export function presignUrl(request: RequestToPresign): string {
  const timestamp = toAmzDate(request.nowMs);
  const { accessKeyId, sessionToken } = request.credentials;
  const parameters = {
    'X-Amz-Algorithm': algorithm,
    'X-Amz-Credential': `${accessKeyId}/${scopeOf(request)}`,
    'X-Amz-Date': timestamp,
    'X-Amz-Expires': String(request.expiresSeconds),
    'X-Amz-SignedHeaders': 'host',
    ...(sessionToken === undefined ? {} : { 'X-Amz-Security-Token': sessionToken }),
  };
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}=${uriEncode(value)}`);
  const query = [...(request.query === '' ? [] : [request.query]), ...pairs].join('&');
  const payloadHash = request.service === 's3' ? 'UNSIGNED-PAYLOAD' : emptyBodyHash;
  const terms = { timestamp, signedHeaders: ['host'], payloadHash };
  const signature = signatureOf({ ...request, query }, request, terms);
  return `${request.path}?${query}&X-Amz-Signature=${signature}`;
}

function signatureOf(
  request: SignableRequest,
  signing: Signing,
  terms: {
    readonly timestamp: string;
    readonly signedHeaders: readonly string[];
    readonly payloadHash: string;
  },
): string {
  const scope = { date: terms.timestamp.slice(0, 8), region: signing.region, service: signing.service };
  const key = deriveSigningKey(signing.credentials.secretAccessKey, scope);
  return calculateSignature(request, { ...terms, scope }, key).toString('hex');
}

function scopeOf({ region, service, nowMs }: Signing): string {
  return `${toAmzDate(nowMs).slice(0, 8)}/${region}/${service}/${terminator}`;
}
