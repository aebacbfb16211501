import type { Read } from '../phases.ts';
import { lastValues, readQuery } from '../query.ts';
import { integrationHeaders } from './request-headers.ts';

type Values = Readonly<Record<string, string>>;
type MultiValues = Readonly<Record<string, readonly string[]>>;

/** The event of a Lambda proxy integration, payload format 1.0. Source: developer guide, "Input format of a Lambda function for proxy integration". */
export type ProxyEvent = {
  readonly resource: string;
  readonly path: string;
  readonly httpMethod: string;
  readonly headers: Values;
  readonly multiValueHeaders: MultiValues;
  readonly queryStringParameters: Values | null;
  readonly multiValueQueryStringParameters: MultiValues | null;
  readonly pathParameters: Values | null;
  readonly stageVariables: Values | null;
  readonly requestContext: RequestContext;
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
};

type RequestContext = {
  readonly resourceId: string;
  readonly resourcePath: string;
  /** Present only if the method has one. */
  readonly operationName: string | undefined;
  readonly httpMethod: string;
  readonly extendedRequestId: string;
  readonly requestTime: string;
  readonly path: string;
  readonly accountId: string;
  readonly protocol: string;
  readonly stage: string;
  readonly domainPrefix: string;
  readonly requestTimeEpoch: number;
  readonly requestId: string;
  readonly identity: Readonly<Record<string, string | null>>;
  readonly domainName: string;
  readonly deploymentId: string;
  readonly apiId: string;
};

/** Translates a request. Empty maps and an empty body are null. */
export function toProxyEvent(read: Read): ProxyEvent {
  const { request, stage, body, method, pathParameters, location, trace } = read;
  const headers = integrationHeaders(request, trace.header);
  const query = readQuery(request.query);
  const isBase64Encoded = body.length > 0 && stage.isBinary(request.headers['content-type']);
  return {
    resource: method.resourcePath,
    path: location.path,
    httpMethod: read.verb,
    headers: lastValues(headers),
    multiValueHeaders: headers,
    queryStringParameters: query && lastValues(query),
    multiValueQueryStringParameters: query,
    pathParameters,
    stageVariables: stage.variables,
    requestContext: requestContextOf(read),
    body: body.length === 0 ? null : body.toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
  };
}

function requestContextOf({
  request,
  stage,
  method,
  location,
  verb,
  extendedRequestId,
}: Read): RequestContext {
  return {
    resourceId: method.resourceId,
    resourcePath: method.resourcePath,
    operationName: method.operationName,
    httpMethod: verb,
    extendedRequestId,
    requestTime: commonLogTime(request.receivedAtMs),
    path: location.fullPath,
    accountId: stage.account,
    protocol: request.protocol,
    stage: stage.name,
    domainPrefix: stage.apiId,
    requestTimeEpoch: request.receivedAtMs,
    requestId: request.id,
    identity: {
      cognitoIdentityPoolId: null,
      accountId: null,
      cognitoIdentityId: null,
      caller: null,
      sourceIp: request.sourceIp,
      principalOrgId: null,
      accessKey: null,
      cognitoAuthenticationType: null,
      cognitoAuthenticationProvider: null,
      userArn: null,
      userAgent: request.headers['user-agent'] ?? null,
      user: null,
    },
    domainName: request.host,
    deploymentId: stage.deploymentId,
    apiId: stage.apiId,
  };
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2024:19:03:58 +0000`. */
function commonLogTime(epochMs: number): string {
  const iso = new Date(epochMs).toISOString();
  const month = months[Number(iso.slice(5, 7)) - 1] ?? '';
  return `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
