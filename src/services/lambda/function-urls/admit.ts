import { type Authorize, authError, type Caller, type IdentifyCaller, type Permission } from '#access';
import { BodyTooLarge, type HttpRequest, type HttpResponse } from '#wire';
import { payloadBytesMax } from '../invoke/limits.ts';
import { payloadTooLarge } from '../invoke/payload.ts';
import { resourcePolicyOf } from '../invoke/resource-policy.ts';
import { functionArn } from '../names.ts';
import { awsRefusal, forbidden } from './refusals.ts';
import type { FoundUrl } from './url-index.ts';

export type AdmitMeans = { readonly authorize: Authorize; readonly identifyCaller: IdentifyCaller };

/** Let in, with the body that the signature covers. `caller` is absent where none is asked for. */
export type Admitted = {
  readonly body: Buffer;
  readonly caller?: Caller;
  /** What AWS would have refused, and `audit` does not. */
  readonly reports: readonly string[];
};

type Refused = { readonly refused: HttpResponse; readonly reason: string };

/** Says whether a request may reach the function, before it costs the function anything. */
export async function admit(
  request: HttpRequest,
  found: FoundUrl,
  means: AdmitMeans,
): Promise<Admitted | Refused> {
  if (found.url.authType === 'AWS_IAM') return admitSigned(request, found, means);
  const decision = decide(anonymous, found, means.authorize);
  if ('refused' in decision) return decision;
  const body = await readBody(request);
  return 'refused' in body ? body : { body, reports: decision.reports };
}

async function admitSigned(
  request: HttpRequest,
  found: FoundUrl,
  { authorize, identifyCaller }: AdmitMeans,
): Promise<Admitted | Refused> {
  const identity = identifyCaller(request);
  if ('refused' in identity) return refusedFor(identity.refused, request);
  const body = await readBody(request);
  if ('refused' in body) return body;
  const judged = 'prove' in identity ? identity.prove(body, 'lambda', found.record.region) : identity;
  if ('refused' in judged) return refusedFor(judged.refused, request);
  const decision = decide(judged.caller, found, authorize);
  if ('refused' in decision) return decision;
  const problem = judged.problem && authError(judged.problem, 'rest');
  const reports = problem ? [`${problem.code}: ${problem.message}`, ...decision.reports] : decision.reports;
  return { body, caller: judged.caller, reports };
}

const anonymous: Caller = {
  type: 'anonymous',
  account: '000000000000',
  arn: 'anonymous',
  userId: 'anonymous',
  verified: false,
};

/** A URL asks for two permissions since October 2025. Source: Lambda developer guide, "Control access to Lambda function URLs". */
const actions = ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'] as const;

const contexts = {
  NONE: contextOf('NONE'),
  AWS_IAM: contextOf('AWS_IAM'),
};

function contextOf(authType: string): ReadonlyMap<string, string> {
  return new Map([
    ['lambda:functionurlauthtype', authType],
    ['lambda:invokedviafunctionurl', 'true'],
  ]);
}

function decide(
  caller: Caller,
  { record, url }: FoundUrl,
  authorize: Authorize,
): Refused | { readonly reports: readonly string[] } {
  const resourcePolicy = resourcePolicyOf(record, url.qualifier);
  const resource = functionArn(record, url.qualifier);
  const context = contexts[url.authType];
  const reports: string[] = [];
  for (const action of actions) {
    const permission: Permission = { action, resource, context, ...(resourcePolicy && { resourcePolicy }) };
    const decision = authorize(caller, permission);
    if (!decision.allowed) return { refused: forbidden, reason: decision.reason };
    if (decision.wouldDeny !== undefined) reports.push(decision.wouldDeny);
  }
  return { reports };
}

/** Who sent no signature at all is told no more than who may not. */
function refusedFor(problem: Parameters<typeof authError>[0], request: HttpRequest): Refused {
  const error = authError(problem, 'rest');
  const refused = problem.problem === 'missing' ? forbidden : awsRefusal(error, request.id);
  // Messages quote times and credentials, and would fill the log.
  return { refused, reason: error.code };
}

async function readBody(request: HttpRequest): Promise<Buffer | Refused> {
  try {
    return await request.readBody(payloadBytesMax);
  } catch (error) {
    // A body that does not arrive whole is the edge's to answer.
    if (!(error instanceof BodyTooLarge)) throw error;
    return tooLarge(request);
  }
}

export function tooLarge(request: HttpRequest): Refused {
  const error = payloadTooLarge(payloadBytesMax, 'InvokeFunction');
  return { refused: awsRefusal(error, request.id), reason: error.message };
}
