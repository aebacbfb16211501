import type { Caller } from '#access';
import type { DeploymentRecord } from '../records/deployment.ts';
import type { IntegrationRecord, IntegrationResponseRecord } from '../records/integration.ts';
import type { MethodRecord, ResourceRecord } from '../records/resource.ts';
import type { StageRecord } from '../records/stage.ts';
import { binaryMatcher } from './media-types.ts';
import type {
  LambdaProxyIntegration,
  LiveIntegration,
  LiveIntegrationResponse,
  LiveMethod,
  LiveStage,
} from './phases.ts';
import { addRoute, emptyTree } from './route-tree.ts';

const invocationUri = /:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/;
const functionArn =
  /^arn:aws[a-z-]*:lambda:([a-z0-9-]+):\d{12}:function:[a-zA-Z0-9-_]+(?::[a-zA-Z0-9$_-]+)?$/;

/** Turns a stage and the snapshot it serves into what a request needs, so that serving decides nothing twice. */
export function compileStage(deployment: DeploymentRecord, stage: StageRecord): LiveStage {
  const routes = emptyTree<LiveMethod>();
  for (const resource of deployment.resources) {
    for (const method of resource.methods) {
      if (!method.integration) continue;
      const live = compileMethod(deployment, stage, resource, method, method.integration);
      addRoute(routes, resource.path, method.httpMethod, live);
    }
  }
  const variables = stage.variables ?? {};
  return {
    account: deployment.account,
    region: deployment.region,
    apiId: deployment.apiId,
    name: stage.name,
    deploymentId: deployment.id,
    variables: Object.keys(variables).length > 0 ? variables : null,
    isBinary: binaryMatcher(deployment.binaryMediaTypes),
    isExecuteApiDisabled: deployment.disableExecuteApiEndpoint,
    routes,
  };
}

function compileMethod(
  deployment: DeploymentRecord,
  stage: StageRecord,
  resource: ResourceRecord,
  method: MethodRecord,
  integration: IntegrationRecord,
): LiveMethod {
  return {
    httpMethod: method.httpMethod,
    resourceId: resource.id,
    resourcePath: resource.path,
    operationName: method.operationName,
    integration: compileIntegration(integration, stage, callerOf(deployment, stage, resource, method)),
  };
}

function compileIntegration(
  integration: IntegrationRecord,
  stage: StageRecord,
  caller: Caller,
): LiveIntegration {
  if (integration.type === 'MOCK') {
    return {
      type: 'MOCK',
      requestTemplates: byContentType(integration.requestTemplates),
      passthroughBehavior: integration.passthroughBehavior,
      responses: integration.responses.map(compileResponse),
    };
  }
  return {
    type: 'AWS_PROXY',
    target: targetOf(integration, stage),
    timeoutMs: integration.timeoutMs,
    caller,
  };
}

/** Source: developer guide, "Integration HTTP method": a Lambda proxy integration works with POST alone. */
function targetOf(integration: IntegrationRecord, stage: StageRecord): LambdaProxyIntegration['target'] {
  if (integration.httpMethod !== 'POST') return undefined;
  const name = invocationUri.exec(withVariables(integration.uri ?? '', stage))?.[1] ?? '';
  const region = functionArn.exec(name)?.[1];
  return region === undefined ? undefined : { functionArn: name, region };
}

/** An unknown variable is empty text. */
function withVariables(uri: string, { variables = {} }: StageRecord): string {
  return uri.replace(/\$\{stageVariables\.([a-zA-Z0-9_]+)\}/g, (_reference, name: string) =>
    Object.hasOwn(variables, name) ? (variables[name] ?? '') : '',
  );
}

/** The method and path are those configured; ANY appears as `*`, as policies have it. */
function callerOf(
  { account, region, apiId }: DeploymentRecord,
  stage: StageRecord,
  resource: ResourceRecord,
  method: MethodRecord,
): Caller {
  const verb = method.httpMethod === 'ANY' ? '*' : method.httpMethod;
  return {
    type: 'service',
    account,
    arn: 'apigateway.amazonaws.com',
    userId: 'apigateway.amazonaws.com',
    sourceArn: `arn:aws:execute-api:${region}:${account}:${apiId}/${stage.name}/${verb}${resource.path}`,
    verified: true,
  };
}

function compileResponse(response: IntegrationResponseRecord): LiveIntegrationResponse {
  const headers = Object.entries(response.responseParameters ?? {}).flatMap(([target, literal]) => [
    target.slice('method.response.header.'.length),
    literal.slice(1, -1),
  ]);
  return {
    status: Number(response.statusCode),
    pattern: response.selectionPattern ? new RegExp(`^(?:${response.selectionPattern})$`) : undefined,
    headers,
    templates: byContentType(response.responseTemplates),
  };
}

function byContentType(templates: Readonly<Record<string, string>> | undefined): ReadonlyMap<string, string> {
  return new Map(Object.entries(templates ?? {}).map(([type, text]) => [type.toLowerCase(), text]));
}
