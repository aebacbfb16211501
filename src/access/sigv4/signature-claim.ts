import { createHash } from 'node:crypto';
import { type AuthProblem, missingToken } from '../auth-problem.ts';
import { accessKeyIdCharactersMax, presignedSecondsMax, signedHeadersMax } from '../limits.ts';
import { parseAmzDate, toAmzDate } from './amz-date.ts';
import type { SignableRequest } from './canonical-request.ts';
import { algorithm } from './signature.ts';
import type { CredentialScope } from './signing-key.ts';
import { uriDecode } from './uri-encoding.ts';

/** What a request says of its own signature. Nothing of it is proved. */
export type SignatureClaim = {
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  /** `aws4_request`, if the client did it right. */
  readonly terminator: string;
  readonly timestamp: string;
  readonly signedAtMs: number;
  /** Only of a presigned URL. */
  readonly expiresSeconds?: number;
  readonly signedHeaders: readonly string[];
  /** 64 hex digits. */
  readonly signature: string;
  readonly sessionToken?: string;
  /** `x-amz-content-sha256`, where the client sent it. */
  readonly payloadHash?: string;
};

/** Reads the `Authorization` header or the `X-Amz-…` query. The texts are those AWS services answer with. */
export function readSignatureClaim(request: SignableRequest): SignatureClaim | AuthProblem {
  const { authorization } = request.headers;
  const presigned = request.query.includes('X-Amz-Algorithm=') || request.query.includes('X-Amz-Credential=');
  if (authorization === undefined) return presigned ? readQuery(request) : missingToken;
  if (!authorization.startsWith('AWS4-')) return missingToken;
  if (presigned) {
    const message =
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.";
    return { problem: 'mismatch', message };
  }
  return readHeader(request, authorization);
}

const headerParameters = ['Credential', 'Signature', 'SignedHeaders'] as const;

function readHeader(request: SignableRequest, authorization: string): SignatureClaim | AuthProblem {
  const space = authorization.indexOf(' ');
  const named = space < 0 ? authorization : authorization.slice(0, space);
  if (named !== algorithm) return unsupported(named);
  const found = new Map<string, string>();
  for (const part of space < 0 ? [] : authorization.slice(space + 1).split(/[, ]+/)) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    if (equals < 0) {
      return incomplete(
        `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hashed(part)}'.`,
      );
    }
    found.set(part.slice(0, equals), part.slice(equals + 1));
  }
  const missing = headerParameters
    .filter((name) => !found.get(name))
    .map((name) => `Authorization header requires '${name}' parameter.`);
  const date = dateOfHeaders(request);
  if (date === undefined) {
    missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  }
  if (missing.length > 0 || date === undefined) {
    const proof = `(Hashed with SHA-256 and encoded with Base64) Authorization=${hashed(authorization)}`;
    return incomplete(`${missing.join(' ')} ${proof}`);
  }
  return claimOf({
    credential: found.get('Credential') ?? '',
    signature: found.get('Signature') ?? '',
    signedHeaders: found.get('SignedHeaders') ?? '',
    timestamp: date,
    sessionToken: request.headers['x-amz-security-token'],
    payloadHash: request.headers['x-amz-content-sha256'],
  });
}

/** `X-Amz-Date` wins over `Date`, which may be in any of HTTP's formats. */
function dateOfHeaders({ headers }: SignableRequest): string | undefined {
  const { date } = headers;
  if (headers['x-amz-date'] !== undefined) return headers['x-amz-date'];
  if (date === undefined || parseAmzDate(date) !== undefined) return date;
  const timeMs = Date.parse(date);
  return Number.isNaN(timeMs) ? date : toAmzDate(timeMs);
}

const queryParameters = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Signature',
  'X-Amz-SignedHeaders',
  'X-Amz-Date',
] as const;

function readQuery(request: SignableRequest): SignatureClaim | AuthProblem {
  const found = new Map<string, string>();
  for (const part of request.query.split('&')) {
    const equals = part.indexOf('=');
    if (equals > 0) found.set(uriDecode(part.slice(0, equals)), uriDecode(part.slice(equals + 1)));
  }
  const missing = queryParameters
    .filter((name) => !found.get(name))
    .map((name) => `AWS query-string parameters must include '${name}'.`);
  if (missing.length > 0) return incomplete(`${missing.join(' ')} Re-examine the query-string parameters.`);
  const named = found.get('X-Amz-Algorithm') ?? '';
  if (named !== algorithm) return unsupported(named);
  const expires = found.get('X-Amz-Expires');
  if (expires !== undefined && !isExpiry(expires)) {
    return incomplete(
      `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${presignedSecondsMax} seconds`,
    );
  }
  return claimOf({
    credential: found.get('X-Amz-Credential') ?? '',
    signature: found.get('X-Amz-Signature') ?? '',
    signedHeaders: found.get('X-Amz-SignedHeaders') ?? '',
    timestamp: found.get('X-Amz-Date') ?? '',
    expiresSeconds: expires === undefined ? undefined : Number(expires),
    sessionToken: found.get('X-Amz-Security-Token'),
    payloadHash: found.get('X-Amz-Content-Sha256') ?? request.headers['x-amz-content-sha256'],
  });
}

function isExpiry(text: string): boolean {
  return /^\d{1,6}$/.test(text) && Number(text) > 0 && Number(text) <= presignedSecondsMax;
}

type ClaimTexts = {
  readonly credential: string;
  readonly signature: string;
  readonly signedHeaders: string;
  readonly timestamp: string;
  readonly expiresSeconds?: number | undefined;
  readonly sessionToken: string | undefined;
  readonly payloadHash: string | undefined;
};

function claimOf(texts: ClaimTexts): SignatureClaim | AuthProblem {
  const [accessKeyId = '', date, region, service, terminator, ...more] = texts.credential.split('/');
  if (
    date === undefined ||
    region === undefined ||
    service === undefined ||
    terminator === undefined ||
    more.length > 0
  ) {
    return incomplete(
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${texts.credential.slice(0, 200)}'`,
    );
  }
  if (accessKeyId === '' || accessKeyId.length > accessKeyIdCharactersMax) {
    return incomplete(`Credential must name an access key id of 1 to ${accessKeyIdCharactersMax} characters`);
  }
  const signedAtMs = parseAmzDate(texts.timestamp);
  if (signedAtMs === undefined) {
    return incomplete(
      `Date must be in ISO-8601 'basic format'. Got '${texts.timestamp.slice(0, 100)}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  }
  const signedHeaders = texts.signedHeaders.split(';', signedHeadersMax + 1);
  if (signedHeaders.length > signedHeadersMax)
    return incomplete(`SignedHeaders names more than ${signedHeadersMax} headers`);
  return {
    accessKeyId,
    scope: { date, region, service },
    terminator,
    timestamp: texts.timestamp,
    signedAtMs,
    signedHeaders,
    signature: texts.signature,
    ...(texts.expiresSeconds === undefined ? {} : { expiresSeconds: texts.expiresSeconds }),
    ...(texts.sessionToken === undefined ? {} : { sessionToken: texts.sessionToken }),
    ...(texts.payloadHash === undefined ? {} : { payloadHash: texts.payloadHash }),
  };
}

function incomplete(message: string): AuthProblem {
  return { problem: 'incomplete', message };
}

function unsupported(named: string): AuthProblem {
  return incomplete(`Unsupported AWS 'algorithm': '${named.slice(0, 100)}'.`);
}

/** AWS hashes what it quotes of credentials, so that they end up in no log. */
function hashed(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
