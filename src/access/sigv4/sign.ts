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

/** The headers a request needs besides its own to be signed. Its `headers` must name `host`; all of them are covered. */
export function signRequest(
  request: SignableRequest,
  body: Uint8Array | string,
  signing: Signing,
): Readonly<Record<string, string>> {
  const timestamp = toAmzDate(signing.nowMs);
  const payloadHash = sha256Hex(body);
  const { sessionToken } = signing.credentials;
  const added = {
    'x-amz-date': timestamp,
    'x-amz-content-sha256': payloadHash,
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
  };
  const headers: SignableRequest['headers'] = { ...request.headers, ...added };
  const signedHeaders = Object.keys(headers)
    .filter((name) => headers[name] !== undefined)
    .sort();
  const signature = signatureOf({ ...request, headers }, signing, { timestamp, signedHeaders, payloadHash });
  const credential = `${signing.credentials.accessKeyId}/${scopeOf(signing)}`;
  const authorization = `${algorithm} Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  return { ...added, authorization };
}

/** The query, signature included, under which anyone may send this bodiless request for `expiresSeconds`. Only `host` is covered. */
export function presignQuery(request: SignableRequest, expiresSeconds: number, signing: Signing): string {
  const timestamp = toAmzDate(signing.nowMs);
  const { sessionToken } = signing.credentials;
  const added: Readonly<Record<string, string>> = {
    'X-Amz-Algorithm': algorithm,
    'X-Amz-Credential': `${signing.credentials.accessKeyId}/${scopeOf(signing)}`,
    'X-Amz-Date': timestamp,
    'X-Amz-Expires': String(expiresSeconds),
    'X-Amz-SignedHeaders': 'host',
    ...(sessionToken === undefined ? {} : { 'X-Amz-Security-Token': sessionToken }),
  };
  const pairs = Object.entries(added).map(([name, value]) => `${name}=${uriEncode(value)}`);
  const query = [...(request.query === '' ? [] : [request.query]), ...pairs].join('&');
  const payloadHash = signing.service === 's3' ? 'UNSIGNED-PAYLOAD' : emptyBodyHash;
  const terms = { timestamp, signedHeaders: ['host'], payloadHash };
  return `${query}&X-Amz-Signature=${signatureOf({ ...request, query }, signing, terms)}`;
}

function signatureOf(
  request: SignableRequest,
  signing: Signing,
  terms: { readonly timestamp: string; readonly signedHeaders: readonly string[]; readonly payloadHash: string },
): string {
  const scope = { date: terms.timestamp.slice(0, 8), region: signing.region, service: signing.service };
  const key = deriveSigningKey(signing.credentials.secretAccessKey, scope);
  return calculateSignature(request, { ...terms, scope }, key).toString('hex');
}

function scopeOf({ region, service, nowMs }: Signing): string {
  return `${toAmzDate(nowMs).slice(0, 8)}/${region}/${service}/${terminator}`;
}
