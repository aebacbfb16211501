/** What a function returned, as an HTTP answer: pure. Source: Lambda developer guide, "Response payload format"; recordings of TestLambdaURL. */
import type { HttpResponse } from '#wire';

/** Undefined when the result is malformed. */
export function fromUrlResult(payload: Uint8Array): HttpResponse | undefined {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  let result: unknown;
  try {
    result = JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
  if (isMap(result) && result.statusCode !== undefined) return fromFormat(result);
  const body = typeof result === 'string' ? result : compactJson(bytes);
  return { status: 200, headers: jsonType, body };
}

const jsonType = ['content-type', 'application/json'];

/** Where the body of an answer comes behind its metadata. */
export type ResponseHead = { readonly status: number; readonly headers: readonly string[] };

/** A streamed answer's metadata: JSON with `statusCode`, `headers` and `cookies`. Undefined when malformed. */
export function fromPrelude(json: string): ResponseHead | undefined {
  let prelude: unknown;
  try {
    prelude = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!isMap(prelude)) return undefined;
  const status = statusOf(prelude.statusCode ?? 200);
  const headers = headersOf(prelude.headers, prelude.cookies, 'application/octet-stream');
  return status === undefined || headers === undefined ? undefined : { status, headers };
}

function fromFormat(result: Readonly<Record<string, unknown>>): HttpResponse | undefined {
  const status = statusOf(result.statusCode);
  const headers = headersOf(result.headers, result.cookies);
  const body = bodyOf(result.body, result.isBase64Encoded);
  return status === undefined || !headers || body === undefined ? undefined : { status, headers, body };
}

/** A number, or one as text. Statuses that end no answer are malformed. */
function statusOf(given: unknown): number | undefined {
  const status = typeof given === 'string' && /^\d{3}$/.test(given) ? Number(given) : given;
  if (typeof status !== 'number' || !Number.isInteger(status)) return undefined;
  return status >= 200 && status <= 599 ? status : undefined;
}

/** Undefined when malformed. */
function headersOf(given: unknown, cookies: unknown, typeUnsaid = 'application/json'): string[] | undefined {
  const headers: string[] = [];
  let hasType = false;
  if (given !== undefined && given !== null && !isMap(given)) return undefined;
  for (const [name, value] of Object.entries(given ?? {})) {
    const text = headerText(value);
    if (text === undefined || !isHeaderName(name)) return undefined;
    if (name.toLowerCase() === 'content-type') hasType = true;
    headers.push(name, text);
  }
  if (!hasType) headers.push('content-type', typeUnsaid);
  if (cookies === undefined || cookies === null) return headers;
  if (!Array.isArray(cookies)) return undefined;
  for (const cookie of cookies) {
    const text = headerText(cookie);
    if (text === undefined) return undefined;
    headers.push('set-cookie', text);
  }
  return headers;
}

function headerText(value: unknown): string | undefined {
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  // What HTTP/1.1 can carry: no line breaks, nothing beyond Latin-1 (RFC 9110, 5.5).
  return typeof text === 'string' && /^[\t\x20-\x7e\x80-\xff]*$/.test(text) ? text : undefined;
}

/** RFC 9110, 5.6.2. */
function isHeaderName(name: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name);
}

/** Undefined when malformed. What is no text goes out as JSON. */
function bodyOf(body: unknown, isBase64Encoded: unknown): string | Buffer | undefined {
  if (body === undefined || body === null) return '';
  if (typeof body !== 'string') return JSON.stringify(body);
  return isBase64Encoded === true ? decodeBase64(body) : body;
}

/** Node skips what is not base64; too few bytes tell. */
function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return bytes.length === Math.floor(((text.length - padding) * 3) / 4) ? bytes : undefined;
}

const [quote, backslash, blank] = [0x22, 0x5c, 0x20];

/** Valid JSON without the blanks between its tokens, everything else byte for byte: numbers keep all their digits. */
function compactJson(json: Buffer): Buffer {
  const compact = Buffer.allocUnsafe(json.length);
  let length = 0;
  let isInString = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at] as number;
    if (isInString) {
      compact[length++] = byte;
      if (byte === backslash) compact[length++] = json[++at] as number;
      else if (byte === quote) isInString = false;
    } else if (byte > blank) {
      compact[length++] = byte;
      isInString = byte === quote;
    }
  }
  return compact.subarray(0, length);
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
