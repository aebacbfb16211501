/** Where an invocation goes, as its URL says it. */
export type Address = {
  readonly apiId: string;
  /** Everything behind the API's id, with the stage: `/prod/pets/1`. */
  readonly path: string;
};

const executeApiHost = /^([a-z0-9]+)\.execute-api\./;
const currentForm = /^\/_aws\/execute-api\/([A-Za-z0-9]+)(?=\/|$)/;
const olderForm = /^\/restapis\/([A-Za-z0-9]+)\/([^/]+)\/_user_request_(?=\/|$)/;

/**
 * Reads the forms of an invoke URL: `{apiId}.execute-api.{anything}/{stage}/…`, and for hosts that do not resolve
 * `/_aws/execute-api/{apiId}/{stage}/…` and `/restapis/{apiId}/{stage}/_user_request_/…`. Undefined for any other URL.
 */
export function readAddress(host: string, path: string): Address | undefined {
  const byHost = executeApiHost.exec(host)?.[1];
  if (byHost !== undefined) return { apiId: byHost, path };
  if (path.startsWith('/_aws/')) {
    const match = currentForm.exec(path);
    return match?.[1] ? { apiId: match[1].toLowerCase(), path: path.slice(match[0].length) } : undefined;
  }
  if (path.startsWith('/restapis/')) {
    const match = olderForm.exec(path);
    if (!match?.[1]) return undefined;
    return { apiId: match[1].toLowerCase(), path: `/${match[2]}${path.slice(match[0].length)}` };
  }
  return undefined;
}

/** A path behind an API's id in its parts. */
export type StagePath = {
  readonly stage: string;
  /** With the stage, as `requestContext.path` shows it. */
  readonly fullPath: string;
  /** Without the stage, as `path` of the event shows it and as routes match it. */
  readonly path: string;
};

/**
 * Splits a path at its stage. Slashes before the stage are dropped from both paths, slashes behind it from `path` alone, all
 * others are kept. Recording: apigateway lambda, test_lambda_aws_proxy_integration, prepended slashes.
 */
export function splitStage(path: string): StagePath {
  const fullPath = path.replace(/^\/*/, '/');
  const end = fullPath.indexOf('/', 1);
  if (end < 0) return { stage: fullPath.slice(1), fullPath, path: '/' };
  return { stage: fullPath.slice(1, end), fullPath, path: fullPath.slice(end).replace(/^\/+/, '/') };
}
