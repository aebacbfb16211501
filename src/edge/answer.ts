import type { Clock } from '#ambient';
import type { PlatformLog } from '#observe';
import { BodyTooLarge, type Door, type HttpRequest, type HttpResponse } from '#wire';
import { BodyIncomplete } from './body-reader.ts';
import { refuseForeignPage } from './guard.ts';
import type { EdgeLimits } from './limits.ts';
import { rateBoundedWarn } from './rate-bounded-log.ts';
import { refusal } from './refusal.ts';

export type AnswerOptions = {
  readonly doors: readonly Door[];
  readonly clock: Clock;
  readonly log: PlatformLog;
  readonly limits: EdgeLimits;
  readonly allowedHosts: ReadonlySet<string>;
  readonly isDraining: () => boolean;
};

/** What happens to a request between its parser and its door. The returned function never rejects. */
export function createAnswer(options: AnswerOptions): (request: HttpRequest) => Promise<HttpResponse> {
  const { doors, allowedHosts, limits, log } = options;
  const warn = rateBoundedWarn(log, options.clock, limits.refusalLogsPerMinute);

  return async function answer(request) {
    if (options.isDraining()) return refusal(503, 'Lambent is stopping. Try again in a moment.');
    const unfit = refuseUnfit(request, limits);
    if (unfit !== undefined) return unfit;
    try {
      const door = doors.find((candidate) => candidate.claims(request));
      if (door === undefined) return refusal(404, 'Nothing is served here.');
      if (door.isForOperators === true && request.environment !== undefined) {
        return refusal(403, 'This is not for functions.');
      }
      if (door.pages === 'own-origin') {
        const reason = refuseForeignPage(request, allowedHosts);
        if (reason !== undefined) {
          const { host, method, sourceIp } = request;
          warn('refused a request that a foreign web page may have sent', {
            reason,
            door: door.name,
            method,
            host,
            origin: request.headers.origin,
            sourceIp,
          });
          return refusal(403, reason);
        }
      }
      // Upgrades other than WebSocket (h2c) may be ignored, and are (RFC 9110 §7.8).
      if (request.headers.upgrade?.toLowerCase() === 'websocket') {
        return refusal(501, 'WebSocket connections are not implemented yet.');
      }
      return await door.serve(request);
    } catch (error) {
      return rescue(error, request, log);
    }
  };
}

/** What no door should have to think about. */
function refuseUnfit(request: HttpRequest, limits: EdgeLimits): HttpResponse | undefined {
  const { headers, rawHeaders } = request;
  if (request.path.length + request.query.length > limits.urlBytesMax) {
    return refusal(414, `The URL is longer than ${limits.urlBytesMax} bytes.`);
  }
  if (rawHeaders.length > 2 * limits.headersMax) {
    return refusal(431, `The request has more than ${limits.headersMax} headers.`);
  }
  if (headers.host === undefined && request.protocol !== 'HTTP/1.0') {
    return refusal(400, 'The Host header is missing.');
  }
  // Repeated headers arrive joined by commas, which no host has: two readers of such a request might take it for two hosts'.
  if (headers.host?.includes(',')) return refusal(400, 'The request has more than one Host header.');
  if (!request.path.startsWith('/')) return refusal(400, 'The request target is not a path on this host.');
  return undefined;
}

function rescue(error: unknown, request: HttpRequest, log: PlatformLog): HttpResponse {
  if (error instanceof BodyTooLarge) {
    return refusal(413, `The request body is larger than ${error.bytesMax} bytes.`);
  }
  if (error instanceof BodyIncomplete) return refusal(400, 'The request body is incomplete.');
  log.error('a door failed', { requestId: request.id, method: request.method, path: request.path, error });
  return refusal(500, 'Internal Server Error');
}
