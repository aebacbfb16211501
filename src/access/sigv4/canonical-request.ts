import { createHash } from 'node:crypto';
import { uriDecode, uriEncode } from './uri-encoding.ts';

/** The parts of a request that a signature covers, as the client sent them. `#wire`'s HttpRequest is one. */
export type SignableRequest = {
  readonly method: string;
  /** Not decoded, without the query. */
  readonly path: string;
  /** Not decoded, without `?`. */
  readonly query: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
};

export const emptyBodyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

export function sha256Hex(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The one text both ends hash. `payloadHash` is the body's SHA-256 in hex, or S3's `UNSIGNED-PAYLOAD`. */
export function canonicalRequest(
  request: SignableRequest,
  signed: { readonly service: string; readonly signedHeaders: readonly string[] },
  payloadHash: string,
): string {
  let headers = '';
  for (const name of signed.signedHeaders) {
    headers += `${name}:${(request.headers[name] ?? '').trim().replace(/\s+/g, ' ')}\n`;
  }
  const path = signed.service === 's3' ? s3Path(request.path) : canonicalPath(request.path);
  const names = signed.signedHeaders.join(';');
  return `${request.method}\n${path}\n${canonicalQuery(request.query)}\n${headers}\n${names}\n${payloadHash}`;
}

/** Normalised, and encoded once more on top of the encoding it travels with. */
function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') segments.pop();
    else segments.push(uriEncode(segment));
  }
  return `/${segments.join('/')}${segments.length > 0 && path.endsWith('/') ? '/' : ''}`;
}

/** S3 keys may hold `//` and `..`: nothing is normalised and the encoding stays single. */
function s3Path(path: string): string {
  return path
    .split('/')
    .map((segment) => uriEncode(uriDecode(segment)))
    .join('/');
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  const pairs: [name: string, value: string][] = [];
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = uriDecode(equals < 0 ? part : part.slice(0, equals));
    if (name === 'X-Amz-Signature') continue;
    pairs.push([uriEncode(name), equals < 0 ? '' : uriEncode(uriDecode(part.slice(equals + 1)))]);
  }
  pairs.sort(byNameThenValue);
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

function byNameThenValue(a: readonly [string, string], b: readonly [string, string]): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  if (a[1] !== b[1]) return a[1] < b[1] ? -1 : 1;
  return 0;
}
