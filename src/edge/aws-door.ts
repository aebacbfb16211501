import {
  AccessDeniedException,
  type Admitted,
  type AuthProblem,
  authError,
  type ErrorStyle,
  type IdentifyCaller,
  type Provisional,
  type Refused,
  reportCharactersMax,
  wouldDenyHeader,
} from '#access';
import type { Clock } from '#ambient';
import type { PlatformLog } from '#observe';
import type { CallContext, Dispatcher } from '#service';
import {
  AwsError,
  BodyTooLarge,
  type Door,
  type HttpRequest,
  type HttpResponse,
  identify,
  identifyForm,
  type Match,
  NotImplementedException,
  type Protocol,
  parseInput,
  protocolOf,
  type ServiceModel,
  serializeError,
  serializeOutput,
  validateInput,
} from '#wire';
import { BodyIncomplete } from './body-reader.ts';

export type AwsDoorParts = {
  readonly models: readonly ServiceModel[];
  readonly dispatcher: Pick<Dispatcher, 'dispatch' | 'bodyLimit'>;
  readonly identifyCaller: IdentifyCaller;
  readonly clock: Clock;
  readonly log: PlatformLog;
  /** `http://host:port`, known once the edge listens. */
  readonly endpoint: () => string;
};

/** Where an operation says nothing else. Source: API Gateway quotas, "payload size 10 MB"; no Lambda control-plane body may be larger. */
const bodyBytesMax = 10 * 1024 * 1024;
/** A query service's form must be read to know its operation. Ours: STS's largest parameter is a SAML assertion of 100,000 characters. */
const formBytesMax = 1024 * 1024;
/** What one answer may report in `x-lambent-would-deny`. */
const reportsMax = 8;
/** The log says the same thing of the same operation once in this time. */
const reportSilenceMs = 60_000;
const silencedReportsMax = 500;

/** The AWS APIs: every request that no other door claims. Authenticates, finds the operation, runs it and answers in its protocol. */
export function awsDoor(parts: AwsDoorParts): Door {
  const logReport = quietReports(parts.clock, parts.log);
  return {
    name: 'aws',
    pages: 'own-origin',
    claims: () => true,
    async serve(request) {
      const call: ServedCall = { request, reports: [], match: undefined };
      let response: HttpResponse;
      try {
        response = await answer(parts, call);
      } catch (error) {
        response = answerError(call, error, parts.log);
      }
      if (call.reports.length === 0) return response;
      for (const report of call.reports) logReport(nameOf(call.match), report, request.id);
      return {
        ...response,
        headers: [...response.headers, 'x-lambent-would-deny', wouldDenyHeader(call.reports)],
      };
    },
  };
}

/** What must outlive a failure: how to word the error, and what to report beside it. */
type ServedCall = {
  readonly request: HttpRequest;
  readonly reports: string[];
  match: Match | undefined;
};

async function answer(parts: AwsDoorParts, call: ServedCall): Promise<HttpResponse> {
  const { request } = call;
  const identity = parts.identifyCaller(request);
  if ('refused' in identity) throw authError(identity.refused, styleOf(protocolOf(request)));
  refuseEncodedBody(request);
  const found = identify(parts.models, headOf(request, identity));
  // A form is read twice by nobody: it is also the body.
  const form = found === 'needs-form-body' ? await readBody(request, formBytesMax) : undefined;
  const match =
    found === 'needs-form-body' ? identifyForm(parts.models, form ?? empty, identity.service) : found;
  if (match === undefined) throw unknownOperation(request, form);
  call.match = match;
  const { model, operation } = match;
  const body = form ?? (await readOperationBody(parts, request, match));
  const { caller, region } = proven(identity, body, call, match);
  const input = parseInput(match, request, body);
  validateInput(operation, input);
  const context = contextOf(parts, call, { caller, region });
  const output = await parts.dispatcher.dispatch(model.id, operation.name, input, context);
  return serializeOutput(match, output as object, request.id);
}

const empty = Buffer.alloc(0);

function headOf({ method, path, query, headers }: HttpRequest, { service }: Admitted) {
  return { method, path, query, headers, scopeService: service };
}

function refuseEncodedBody({ headers }: HttpRequest): void {
  const encoding = headers['content-encoding'];
  if (encoding === undefined || encoding === '' || encoding.toLowerCase() === 'identity') return;
  throw new NotImplementedException(
    `Lambent does not implement request bodies with content-encoding ${encoding}.`,
  );
}

function readOperationBody(parts: AwsDoorParts, request: HttpRequest, match: Match): Promise<Buffer> {
  const limit = parts.dispatcher.bodyLimit(match.model.id, match.operation.name);
  return readBody(request, limit?.bytesMax ?? bodyBytesMax, limit?.tooLarge);
}

async function readBody(request: HttpRequest, bytesMax: number, tooLarge?: () => AwsError): Promise<Buffer> {
  try {
    return await request.readBody(bytesMax);
  } catch (error) {
    if (error instanceof BodyIncomplete)
      throw new AwsError('IncompleteBody', 'The request body did not arrive whole.', 400);
    if (!(error instanceof BodyTooLarge)) throw error;
    if (tooLarge !== undefined) throw tooLarge();
    throw new AwsError(
      'RequestEntityTooLargeException',
      `Request must be smaller than ${bytesMax} bytes`,
      413,
    );
  }
}

/** The caller whose signature holds for the whole request; reports what only `enforce` would refuse. */
function proven(identity: Admitted | Provisional, body: Buffer, call: ServedCall, match: Match): Admitted {
  const judged: Admitted | Refused =
    'prove' in identity ? identity.prove(body, match.model.signingName) : identity;
  const style = styleOf(match.protocol);
  if ('refused' in judged) throw authError(judged.refused, style);
  if (judged.problem !== undefined) call.reports.push(describe(judged.problem, style));
  return judged;
}

function describe(problem: AuthProblem, style: ErrorStyle): string {
  const { code, message } = authError(problem, style);
  return `${code}: ${message}`;
}

function contextOf(
  parts: AwsDoorParts,
  { request, reports }: ServedCall,
  { caller, region }: Admitted,
): CallContext {
  const traceId = request.headers['x-amzn-trace-id'];
  return {
    requestId: request.id,
    account: caller.account,
    region,
    caller,
    receivedAtMs: request.receivedAtMs,
    endpoint: parts.endpoint(),
    wouldDeny: (reason) => {
      if (reports.length < reportsMax) reports.push(reason);
    },
    ...(traceId === undefined ? {} : { traceId }),
  };
}

function unknownOperation(request: HttpRequest, form: Buffer | undefined): AwsError {
  const protocol = protocolOf(request);
  if (protocol === 'query') {
    const asked = new URLSearchParams(form === undefined ? request.query : form.toString('utf8'));
    const action = (asked.get('Action') ?? '').slice(0, 100);
    const version = (asked.get('Version') ?? '').slice(0, 100);
    return new AwsError('InvalidAction', `Could not find operation ${action} for version ${version}`, 400);
  }
  const status = protocol === 'rest-json' ? 404 : 400;
  return new AwsError(
    'UnknownOperationException',
    'The request calls no operation of a service that Lambent knows.',
    status,
  );
}

function answerError({ request, match }: ServedCall, error: unknown, log: PlatformLog): HttpResponse {
  const protocol = match?.protocol ?? protocolOf(request);
  const known = error instanceof AwsError ? error : internalFailure(match?.model, error);
  if (known.status >= 500 && !(known instanceof NotImplementedException)) {
    log.error(`${nameOf(match)} failed`, { requestId: request.id, error: known.cause ?? known });
  }
  const worded = known instanceof AccessDeniedException ? known.inStyle(styleOf(protocol)) : known;
  return serializeError(protocol, match?.model, worded, request.id);
}

/** A bug, as the client sees it: the log has the rest under the same request id. */
function internalFailure(model: ServiceModel | undefined, cause: unknown): AwsError {
  const code = model?.exception('ServiceException') === undefined ? 'InternalFailure' : 'ServiceException';
  const message = 'The request processing has failed because of an unknown error, exception or failure.';
  return new AwsError(code, message, 500, { cause });
}

function styleOf(protocol: Protocol): ErrorStyle {
  if (protocol === 'query') return 'query';
  return protocol === 'rest-json' ? 'rest' : 'json';
}

function nameOf(match: Match | undefined): string {
  return match === undefined ? 'an AWS request' : `${match.model.id}:${match.operation.name}`;
}

/** Logs what AWS would refuse; a load of equal requests writes one line a minute. */
function quietReports(
  clock: Clock,
  log: PlatformLog,
): (operation: string, report: string, requestId: string) => void {
  const silentUntilMs = new Map<string, number>();
  return (operation, report, requestId) => {
    const line = `AWS would refuse ${operation}: ${report.slice(0, reportCharactersMax)}`;
    if ((silentUntilMs.get(line) ?? 0) > clock.now()) return;
    if (silentUntilMs.size >= silencedReportsMax) silentUntilMs.clear();
    silentUntilMs.set(line, clock.now() + reportSilenceMs);
    log.warn(line, { requestId });
  };
}
