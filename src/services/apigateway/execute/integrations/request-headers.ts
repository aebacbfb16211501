import type { HttpRequest } from '#wire';

/** Dropped when a request comes in, and never seen by an integration. Source: developer guide, "Important notes". */
const droppedHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'content-md5',
  'expect',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'www-authenticate',
]);

/** Replaced by what the gateway knows better. */
const replacedHeaders: ReadonlySet<string> = new Set([
  'host',
  'x-amzn-trace-id',
  'x-forwarded-for',
  'x-forwarded-port',
  'x-forwarded-proto',
]);

/**
 * A request's headers as an integration sees them, all values of each. Names keep the client's case, of the first where a
 * name came in several.
 */
export function integrationHeaders(
  request: HttpRequest,
  trace: string,
): Readonly<Record<string, readonly string[]>> {
  const { rawHeaders } = request;
  // Without a prototype: `__proto__` is a legal header name.
  const values: Record<string, string[]> = Object.create(null);
  const spelling = new Map<string, string>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const value = rawHeaders[index + 1] ?? '';
    const lowerName = name.toLowerCase();
    if (lowerName.startsWith(':') || droppedHeaders.has(lowerName) || replacedHeaders.has(lowerName))
      continue;
    const known = spelling.get(lowerName);
    if (known === undefined) {
      spelling.set(lowerName, name);
      values[name] = [value];
    } else {
      values[known]?.push(value);
    }
  }
  addGatewayHeaders(values, request, trace);
  return values;
}

/** On AWS port and protocol are always 443 and https; here they are those that the client used. */
function addGatewayHeaders(values: Record<string, string[]>, request: HttpRequest, trace: string): void {
  const hostHeader = request.headers.host ?? request.host;
  const forwardedFor = request.headers['x-forwarded-for'];
  values.Host = [hostHeader];
  values['X-Amzn-Trace-Id'] = [trace];
  values['X-Forwarded-For'] = [forwardedFor ? `${forwardedFor}, ${request.sourceIp}` : request.sourceIp];
  values['X-Forwarded-Port'] = [/:(\d+)$/.exec(hostHeader)?.[1] ?? (request.secure ? '443' : '80')];
  values['X-Forwarded-Proto'] = [request.secure ? 'https' : 'http'];
}
