/** A URL's CORS settings at work: pure. Source: Lambda developer guide, "Cross-origin resource sharing"; Fetch standard, 3.2. */
import type { HttpRequest, RawHeaders } from '#wire';
import type { CorsRecord } from '../records/function.ts';

type Asking = Pick<HttpRequest, 'method' | 'headers'>;

/** Whether a browser asks before it sends the request proper. Such a question never reaches the function. */
export function isPreflight({ method, headers }: Asking): boolean {
  return (
    method === 'OPTIONS' &&
    headers.origin !== undefined &&
    headers['access-control-request-method'] !== undefined
  );
}

/** The headers that answer a preflight: none where the origin, the method or a header is not allowed. */
export function preflightHeaders(cors: CorsRecord, { headers }: Asking): RawHeaders {
  const method = headers['access-control-request-method'] ?? '';
  const asked = headers['access-control-request-headers'];
  const origin = originHeaders(cors, headers.origin);
  if (origin.length === 0 || !allowsMethod(cors, method) || !allowsHeaders(cors, asked)) return [];
  const answer = [...origin, 'access-control-allow-methods', named(cors.allowMethods, method)];
  if (asked !== undefined) answer.push('access-control-allow-headers', named(cors.allowHeaders, asked));
  if (cors.maxAgeSeconds !== undefined) answer.push('access-control-max-age', String(cors.maxAgeSeconds));
  return answer;
}

/** What any other answer bears beside the function's own headers, which stay as they are. */
export function corsHeaders(cors: CorsRecord, { headers }: Asking): RawHeaders {
  const origin = originHeaders(cors, headers.origin);
  const { exposeHeaders = [] } = cors;
  if (origin.length === 0 || exposeHeaders.length === 0) return origin;
  return [...origin, 'access-control-expose-headers', exposeHeaders.join(',')];
}

function originHeaders(cors: CorsRecord, origin: string | undefined): RawHeaders {
  const { allowOrigins = [], allowCredentials = false } = cors;
  const everybody = allowOrigins.includes('*');
  if (origin === undefined || !(everybody || allowOrigins.includes(origin))) return [];
  // To a request with credentials the wildcard is a name like any other (Fetch, 3.2.5).
  if (everybody && !allowCredentials) return ['access-control-allow-origin', '*'];
  const named = ['access-control-allow-origin', origin, 'vary', 'Origin'];
  return allowCredentials ? [...named, 'access-control-allow-credentials', 'true'] : named;
}

function allowsMethod({ allowMethods = [] }: CorsRecord, method: string): boolean {
  return allowMethods.includes('*') || allowMethods.includes(method);
}

function allowsHeaders({ allowHeaders = [] }: CorsRecord, asked: string | undefined): boolean {
  if (asked === undefined || allowHeaders.includes('*')) return true;
  const allowed = new Set(allowHeaders.map((name) => name.toLowerCase()));
  return asked.split(',').every((name) => allowed.has(name.trim().toLowerCase()));
}

/** What is configured, or, for a wildcard, what is asked for. */
function named(configured: readonly string[] | undefined, asked: string): string {
  return configured === undefined || configured.includes('*') ? asked : configured.join(',');
}
