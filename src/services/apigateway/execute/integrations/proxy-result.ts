import type { IntegrationAnswer } from '../phases.ts';

const resultKeys: ReadonlySet<string> = new Set([
  'statusCode',
  'headers',
  'multiValueHeaders',
  'body',
  'isBase64Encoded',
]);

/** Renamed to `x-amzn-Remapped-…` on the way out. Source: developer guide, "Important notes"; recordings of TestApiGatewayHeaderRemapping. */
const remappedHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-md5',
  'date',
  'max-forwards',
  'server',
  'user-agent',
  'www-authenticate',
  'x-amz-apigw-id',
  'x-amzn-requestid',
]);

/** Left out on the way out. Same source. */
const droppedHeaders: ReadonlySet<string> = new Set([
  'expect',
  'host',
  'proxy-authenticate',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
]);

/**
 * Reads what a function returned to a Lambda proxy integration. `acceptsBinary`: the client asked for a binary media type.
 * Undefined when the result is malformed. Recording: apigateway lambda, test_aws_proxy_response_payload_format_validation.
 */
export function fromProxyResult(payload: Uint8Array, acceptsBinary: boolean): IntegrationAnswer | undefined {
  const result = parse(payload);
  if (!result) return undefined;
  const status = statusOf(result.statusCode);
  const headers = headersOf(result.headers, result.multiValueHeaders);
  const body = bodyOf(result.body, result.isBase64Encoded, acceptsBinary);
  return status === undefined || !headers || body === undefined ? undefined : { status, headers, body };
}

function parse(payload: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  let result: unknown;
  try {
    result = JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString());
  } catch {
    return undefined;
  }
  if (!isMap(result)) return undefined;
  for (const key in result) if (!resultKeys.has(key)) return undefined;
  return result;
}

/** A number, or a number as text; 200 when there is none. Statuses that end no response are malformed. */
function statusOf(given: unknown): number | undefined {
  if (given === undefined) return 200;
  const status = typeof given === 'string' && /^\d{3}$/.test(given) ? Number(given) : given;
  return typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 599
    ? status
    : undefined;
}

/** Undefined when malformed. */
function bodyOf(
  body: unknown,
  isBase64Encoded: unknown,
  acceptsBinary: boolean,
): string | Buffer | undefined {
  if (isBase64Encoded !== undefined && isBase64Encoded !== null && typeof isBase64Encoded !== 'boolean') {
    return undefined;
  }
  if (body === undefined || body === null) return '';
  if (typeof body !== 'string') return undefined;
  return isBase64Encoded && acceptsBinary ? decodeBase64(body) : body;
}

/** Node skips what is not base64; too few bytes tell. */
function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return bytes.length === Math.floor(((text.length - padding) * 3) / 4) ? bytes : undefined;
}

type Header = { readonly name: string; readonly values: string[] };

/**
 * Merges both maps: `multiValueHeaders` come first and give the spelling, `headers` add to them, the same value twice counts
 * once. Undefined when malformed.
 */
function headersOf(single: unknown, multiple: unknown): string[] | undefined {
  const merged = new Map<string, Header>();
  if (!addMap(merged, multiple, listOf) || !addMap(merged, single, (value) => [value])) return undefined;
  if (!merged.has('content-type'))
    merged.set('content-type', { name: 'Content-Type', values: ['application/json'] });
  const headers: string[] = [];
  for (const [lowerName, { name, values }] of merged) {
    if (droppedHeaders.has(lowerName)) continue;
    const sentName = remappedHeaders.has(lowerName) ? `x-amzn-Remapped-${name}` : name;
    for (const value of values) headers.push(sentName, value);
  }
  return headers;
}

/** False when malformed. */
function addMap(
  merged: Map<string, Header>,
  map: unknown,
  valuesOf: (value: unknown) => readonly unknown[] | undefined,
): boolean {
  if (map === undefined || map === null) return true;
  if (!isMap(map)) return false;
  for (const name of Object.keys(map)) {
    const values = valuesOf(map[name])?.map(textOf);
    if (!values || !isHeaderName(name)) return false;
    for (const value of values) {
      if (value === undefined) return false;
      addHeader(merged, name, value);
    }
  }
  return true;
}

function addHeader(merged: Map<string, Header>, name: string, value: string): void {
  const lowerName = name.toLowerCase();
  const header = merged.get(lowerName);
  if (!header) merged.set(lowerName, { name, values: [value] });
  else if (!header.values.includes(value)) header.values.push(value);
}

function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** Booleans were recorded to be sent as text; numbers are taken to be coerced alike. Null is malformed. */
function textOf(value: unknown): string | undefined {
  const text = typeof value === 'boolean' || typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && isHeaderValue(text) ? text : undefined;
}

/** RFC 9110, 5.6.2. */
function isHeaderName(name: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name);
}

/** What HTTP/1.1 can carry: no line breaks, nothing beyond Latin-1. RFC 9110, 5.5. */
function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
