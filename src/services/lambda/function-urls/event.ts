import { isUtf8 } from 'node:buffer';
import type { Caller } from '#access';
import type { HttpRequest } from '#wire';
import { urlHost } from './address.ts';

type Values = Readonly<Record<string, string>>;

/** The event of a function URL, payload format 2.0. Source: Lambda developer guide, "Request payload format"; recordings of TestLambdaURL. */
export type UrlEvent = {
  readonly version: '2.0';
  readonly routeKey: '$default';
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[];
  readonly headers: Values;
  readonly queryStringParameters?: Values;
  readonly requestContext: {
    readonly accountId: string;
    readonly apiId: string;
    readonly authorizer?: { readonly iam: Readonly<Record<string, string | null>> };
    readonly domainName: string;
    readonly domainPrefix: string;
    readonly http: Values;
    readonly requestId: string;
    readonly routeKey: '$default';
    readonly stage: '$default';
    readonly time: string;
    readonly timeEpoch: number;
  };
  readonly body?: string;
  readonly isBase64Encoded: boolean;
};

/** A request whose caller may invoke the function, with its body. */
export type AdmittedRequest = {
  readonly request: HttpRequest;
  readonly urlId: string;
  readonly region: string;
  /** Behind the URL's host, or behind its id where the path says it. */
  readonly path: string;
  readonly body: Buffer;
  /** `X-Amzn-Trace-Id` as the function is to see it. */
  readonly traceHeader: string;
  /** Who signed it; absent for a URL that asks for no signature. */
  readonly caller?: Caller;
};

/** Translates a request. What is empty is left out. */
export function toUrlEvent(admitted: AdmittedRequest): UrlEvent {
  const { request, urlId, path, body } = admitted;
  const { cookie } = request.headers;
  const query = readQuery(request.query);
  const isBase64Encoded = body.length > 0 && !isText(request.headers['content-type'], body);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: request.query,
    ...(cookie ? { cookies: cookie.split(/; */).filter((pair) => pair !== '') } : {}),
    headers: headersOf(admitted),
    ...(query === undefined ? {} : { queryStringParameters: query }),
    requestContext: {
      ...identityOf(admitted.caller),
      apiId: urlId,
      domainName: domainNameOf(admitted),
      domainPrefix: urlId,
      http: {
        method: request.method,
        path,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: request.id,
      routeKey: '$default',
      stage: '$default',
      time: commonLogTime(request.receivedAtMs),
      timeEpoch: request.receivedAtMs,
    },
    ...(body.length === 0 ? {} : { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded,
  };
}

/** What belongs to the connection, or is told elsewhere in the event. */
const omittedHeaders: ReadonlySet<string> = new Set([
  'connection',
  'cookie',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-amzn-trace-id',
  'x-forwarded-for',
  'x-forwarded-port',
  'x-forwarded-proto',
]);

/** A signature is for Lambda: with it a function could call in the caller's name, as long as it holds. */
const signatureHeaders: ReadonlySet<string> = new Set(['authorization', 'x-amz-security-token']);

function headersOf({ request, caller, traceHeader }: AdmittedRequest): Values {
  const { rawHeaders } = request;
  // Without a prototype: `__proto__` is a legal header name.
  const headers: Record<string, string> = Object.create(null);
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    if (name.startsWith(':') || omittedHeaders.has(name)) continue;
    if (caller !== undefined && signatureHeaders.has(name)) continue;
    const value = rawHeaders[index + 1] ?? '';
    const before = headers[name];
    headers[name] = before === undefined ? value : `${before},${value}`;
  }
  const host = request.headers.host ?? request.host;
  const forwardedFor = request.headers['x-forwarded-for'];
  headers.host = host;
  headers['x-amzn-trace-id'] = traceHeader;
  headers['x-forwarded-for'] = forwardedFor ? `${forwardedFor}, ${request.sourceIp}` : request.sourceIp;
  headers['x-forwarded-port'] = /:(\d+)$/.exec(host)?.[1] ?? (request.secure ? '443' : '80');
  headers['x-forwarded-proto'] = request.secure ? 'https' : 'http';
  return headers;
}

/** The host that was called, or where the path named the URL, the host that it has. */
function domainNameOf({ request, urlId, region }: AdmittedRequest): string {
  return request.host.startsWith(`${urlId}.`) ? request.host : urlHost(urlId, region);
}

function identityOf(caller: Caller | undefined) {
  if (caller === undefined) return { accountId: 'anonymous' };
  const { account, arn, userId, accessKeyId = null } = caller;
  const iam = {
    accessKey: accessKeyId,
    accountId: account,
    callerId: userId,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: arn,
    userId,
  };
  return { accountId: account, authorizer: { iam } };
}

/** The values of each name joined by commas, in decoded form. Undefined where there are none. */
function readQuery(query: string): Values | undefined {
  if (query === '') return undefined;
  const parameters: Record<string, string> = Object.create(null);
  let isEmpty = true;
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1));
    const before = parameters[name];
    parameters[name] = before === undefined ? value : `${before},${value}`;
    isEmpty = false;
  }
  return isEmpty ? undefined : parameters;
}

/** What is not valid percent-encoding stays as it is. */
function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

const textTypes =
  /^(text\/|application\/(json|xml|javascript|x-www-form-urlencoded|[^;,\s]+\+(json|xml))\s*($|[;,]))/i;

/** Bytes that are no text, whatever they are called, would not survive as text. */
function isText(contentType: string | undefined, body: Buffer): boolean {
  return contentType !== undefined && textTypes.test(contentType) && isUtf8(body);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2024:19:03:58 +0000`. */
function commonLogTime(epochMs: number): string {
  const iso = new Date(epochMs).toISOString();
  const month = months[Number(iso.slice(5, 7)) - 1] ?? '';
  return `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
