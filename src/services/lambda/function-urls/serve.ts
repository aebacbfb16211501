import { wouldDenyHeader } from '#access';
import { AwsError, type HttpRequest, type HttpResponse } from '#wire';
import type { InvokeRequest, InvokeResult } from '../invoke/invoke.ts';
import { payloadBytesMax } from '../invoke/limits.ts';
import { refuseUnlessActive } from '../invoke/ready.ts';
import { refuseLoop } from '../invoke/refuse-loop.ts';
import { invokeStreaming } from '../invoke/streamed-response.ts';
import { traceOf } from '../invoke/trace.ts';
import { functionArn } from '../names.ts';
import { routedVersion } from '../records/aliases.ts';
import type { VersionRecord } from '../records/function.ts';
import type { LambdaRoom } from '../room.ts';
import type { Address } from './address.ts';
import { type AdmitMeans, type Admitted, admit, tooLarge } from './admit.ts';
import { corsHeaders, isPreflight, preflightHeaders } from './cors.ts';
import { toUrlEvent } from './event.ts';
import { awsRefusal, badGateway, forbidden, unknownUrl } from './refusals.ts';
import { fromUrlResult } from './result.ts';
import { fromStreamed } from './streamed-result.ts';
import type { FoundUrl, UrlIndex } from './url-index.ts';

export type ServeMeans = AdmitMeans & {
  readonly urls: UrlIndex;
  readonly invoker: Pick<LambdaRoom['invoker'], 'invoke'>;
  readonly metrics: Pick<LambdaRoom['metrics'], 'metric'>;
  readonly random: Pick<LambdaRoom['random'], 'fraction'>;
  /** Strangers may ask as often as they like: the log has each line once. */
  readonly warnOnce: (line: string) => void;
};

/** Answers one request to a function URL. */
export async function serve(
  request: HttpRequest,
  { urlId, region, path }: Address,
  means: ServeMeans,
): Promise<HttpResponse> {
  const found = means.urls.find(urlId);
  if (found === undefined || (region !== undefined && region !== found.record.region)) {
    return identified(unknownUrl, request);
  }
  const { cors } = found.url;
  if (cors === undefined) return identified(await run(request, path, found, means), request);
  if (isPreflight(request)) {
    return identified({ status: 200, headers: preflightHeaders(cors, request), body: '' }, request);
  }
  return identified(await run(request, path, found, means), request, corsHeaders(cors, request));
}

/** An answer bears the id of its request once, whoever else set one. */
function identified(
  { status, headers, body }: HttpResponse,
  { id }: HttpRequest,
  more: readonly string[] = [],
): HttpResponse {
  const kept: string[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const [name = '', value = ''] = [headers[at], headers[at + 1]];
    if (name.toLowerCase() !== 'x-amzn-requestid') kept.push(name, value);
  }
  return { status, headers: [...kept, 'x-amzn-RequestId', id, ...more], body };
}

async function run(
  request: HttpRequest,
  path: string,
  found: FoundUrl,
  means: ServeMeans,
): Promise<HttpResponse> {
  const { record, url } = found;
  const version = routedVersion(record, url.qualifier, means.random);
  // A URL outlives its alias, and then leads nowhere. Observed 2025-11.
  if (version === undefined) return forbidden;
  const admitted = await admit(request, found, means);
  if ('refused' in admitted) {
    means.warnOnce(
      `refused a request to the URL of ${functionArn(record, url.qualifier)}: ${admitted.reason}`,
    );
    return admitted.refused;
  }
  const response = await invoke(request, path, found, version, admitted, means);
  if (admitted.reports.length === 0) return response;
  for (const report of admitted.reports) means.warnOnce(`AWS would refuse this invocation: ${report}`);
  return {
    ...response,
    headers: [...response.headers, 'x-lambent-would-deny', wouldDenyHeader(admitted.reports)],
  };
}

function fromBuffered({ payload, functionError }: InvokeResult): HttpResponse | undefined {
  return functionError === undefined ? fromUrlResult(payload) : undefined;
}

async function invoke(
  request: HttpRequest,
  path: string,
  { record, url }: FoundUrl,
  version: VersionRecord,
  { body, caller }: Admitted,
  { invoker, metrics, warnOnce }: ServeMeans,
): Promise<HttpResponse> {
  const given = request.headers['x-amzn-trace-id'];
  const { id: requestId, receivedAtMs } = request;
  const trace = traceOf(
    { requestId, receivedAtMs, ...(given === undefined ? {} : { traceId: given }) },
    record,
  );
  const event = toUrlEvent({
    request,
    urlId: url.urlId,
    region: record.region,
    path,
    body,
    traceHeader: given ?? trace.header.slice(0, trace.header.indexOf(';')),
    ...(caller === undefined ? {} : { caller }),
  });
  const payload = Buffer.from(JSON.stringify(event));
  // A body in base64 is a third larger than it was.
  if (payload.length > payloadBytesMax) return tooLarge(request).refused;
  try {
    refuseUnlessActive(version);
    refuseLoop(metrics, record, url.qualifier, trace);
    const invocation: InvokeRequest = {
      requestId,
      payload,
      invokedFunctionArn: functionArn(record, url.qualifier),
      traceId: trace.header,
      logTail: false,
    };
    const response =
      url.invokeMode === 'RESPONSE_STREAM'
        ? await fromStreamed(await invokeStreaming(invoker, record, version, invocation))
        : fromBuffered(await invoker.invoke(record, version, invocation));
    if (response === undefined) return badGateway;
    return { ...response, headers: [...response.headers, 'x-amzn-trace-id', trace.header] };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.status === 429) return awsRefusal(error, request.id);
    warnOnce(`the URL of ${functionArn(record, url.qualifier)} answers 502: ${error.code}: ${error.message}`);
    return badGateway;
  }
}
