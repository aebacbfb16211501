import type { HttpRequest, HttpResponse } from '#wire';
import { requestHeadersBytesMax, requestUrlLengthMax } from '../limits.ts';
import { type Address, splitStage } from './address.ts';
import { GatewayError, renderGatewayError } from './gateway-responses.ts';
import { identification } from './identification.ts';
import type { LiveStages } from './live-stages.ts';
import type { Means } from './phases.ts';
import { rest } from './rest.ts';
import { traceOf } from './trace.ts';

/** Bytes of chance a request needs: 11 for its extended id, 12 for a trace's root, 8 for a trace's parent. */
const entropyBytes = 31;

/** Serves one invocation: finds its stage, runs the steps, and turns what they throw into a gateway response. */
export async function run(
  request: HttpRequest,
  address: Address,
  stages: LiveStages,
  means: Means,
): Promise<HttpResponse> {
  const entropy = means.random.bytes(entropyBytes);
  // 15 characters and a `=`, as AWS's own.
  const extendedRequestId = `${entropy.toString('base64url', 0, 11)}=`;
  const denials: string[] = [];
  try {
    checkSize(request);
    const location = splitStage(address.path);
    const stage =
      stages.peek(address.apiId, location.stage) ?? (await stages.load(address.apiId, location.stage));
    if (!stage || stage.isExecuteApiDisabled) {
      throw new GatewayError('UNKNOWN_STAGE', `${address.apiId}/${location.stage} is not served here`);
    }
    const trace = traceOf(
      request.headers['x-amzn-trace-id'],
      request.receivedAtMs,
      entropy.toString('hex', 11),
    );
    return await rest({ request, stage, location, extendedRequestId, trace, denials }, means);
  } catch (error) {
    const failure = asGatewayError(error, request, means);
    return renderGatewayError(failure, identification(request.id, extendedRequestId, denials));
  }
}

function checkSize(request: HttpRequest): void {
  if (request.path.length + request.query.length > requestUrlLengthMax) {
    throw new GatewayError('URI_TOO_LONG', `path and query exceed ${requestUrlLengthMax} characters`);
  }
  let bytes = 0;
  for (const text of request.rawHeaders) bytes += text.length;
  if (bytes > requestHeadersBytesMax) {
    throw new GatewayError('HEADERS_TOO_LARGE', `the headers exceed ${requestHeadersBytesMax} bytes`);
  }
}

/** Anything that is no gateway error is a bug of ours: logged with its stack, and nothing of it told to the client. */
function asGatewayError(error: unknown, request: HttpRequest, { log }: Means): GatewayError {
  const known = error instanceof GatewayError ? error : undefined;
  if (!known) log.error('an API invocation failed', { requestId: request.id, error });
  else if (known.response.status >= 500) {
    log.warn(`API invocation answered ${known.response.status}: ${known.message}`, { requestId: request.id });
  }
  return known ?? new GatewayError('API_CONFIGURATION_ERROR', 'internal failure');
}
