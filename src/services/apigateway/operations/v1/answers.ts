import type { Operations } from '#models/apigateway';
import type { DeploymentSummary } from '../../records/deployment.ts';
import type { IntegrationRecord } from '../../records/integration.ts';
import type { MethodRecord, ResourceRecord } from '../../records/resource.ts';
import type { RestApiRecord } from '../../records/rest-api.ts';
import type { StageRecord } from '../../records/stage.ts';

/**
 * Records as the wire shows them. AWS omits empty maps, but shows those that a method or integration response was sent with
 * (recordings of test_lifecycle_method_response and test_put_integration_responses), which are stored as they came.
 */

type RestApi = Operations['GetRestApi']['output'];
type Resource = Operations['GetResource']['output'];
type Method = Operations['GetMethod']['output'];
type Integration = Operations['GetIntegration']['output'];
type Stage = Operations['GetStage']['output'];
type Deployment = Operations['GetDeployment']['output'];

export function toRestApi(api: RestApiRecord): RestApi {
  return {
    id: api.id,
    name: api.name,
    description: api.description,
    createdDate: new Date(api.createdAtMs),
    version: api.version,
    binaryMediaTypes: api.binaryMediaTypes.length > 0 ? api.binaryMediaTypes : undefined,
    apiKeySource: 'HEADER',
    endpointConfiguration: { types: [api.endpointType], ipAddressType: api.ipAddressType },
    tags: filled(api.tags),
    disableExecuteApiEndpoint: api.disableExecuteApiEndpoint,
    rootResourceId: api.rootResourceId,
  };
}

/** `resourceMethods` names the verbs only, unless `embed=methods` asks for more. */
export function toResource(resource: ResourceRecord, embed: readonly string[] | undefined): Resource {
  const show = embed?.includes('methods') ? toMethod : () => ({});
  return {
    id: resource.id,
    parentId: resource.parentId,
    pathPart: resource.pathPart,
    path: resource.path,
    resourceMethods: filled(
      Object.fromEntries(resource.methods.map((method) => [method.httpMethod, show(method)])),
    ),
  };
}

export function toMethod(method: MethodRecord): Method {
  return {
    httpMethod: method.httpMethod,
    authorizationType: 'NONE',
    apiKeyRequired: false,
    operationName: method.operationName,
    requestParameters: filled(method.requestParameters),
    requestModels: filled(method.requestModels),
    methodResponses: byStatus(method.responses),
    methodIntegration: method.integration && toIntegration(method.integration),
  };
}

export function toIntegration(integration: IntegrationRecord): Integration {
  return {
    type: integration.type,
    httpMethod: integration.httpMethod,
    uri: integration.uri,
    connectionType: integration.connectionType,
    requestTemplates: filled(integration.requestTemplates),
    passthroughBehavior: integration.passthroughBehavior,
    timeoutInMillis: integration.timeoutMs,
    cacheNamespace: integration.cacheNamespace,
    cacheKeyParameters: integration.cacheKeyParameters,
    integrationResponses: byStatus(integration.responses),
  };
}

export function toStage(stage: StageRecord): Stage {
  return {
    deploymentId: stage.deploymentId,
    stageName: stage.name,
    description: stage.description,
    cacheClusterEnabled: false,
    cacheClusterStatus: 'NOT_AVAILABLE',
    methodSettings: {},
    variables: filled(stage.variables),
    tracingEnabled: false,
    tags: filled(stage.tags),
    createdDate: new Date(stage.createdAtMs),
    lastUpdatedDate: new Date(stage.lastUpdatedAtMs),
  };
}

export function toDeployment(deployment: DeploymentSummary): Deployment {
  return {
    id: deployment.id,
    description: deployment.description,
    createdDate: new Date(deployment.createdAtMs),
  };
}

function filled<Value>(
  map: Readonly<Record<string, Value>> | undefined,
): Readonly<Record<string, Value>> | undefined {
  return map && Object.keys(map).length > 0 ? map : undefined;
}

function byStatus<Response extends { readonly statusCode: string }>(
  responses: readonly Response[],
): Readonly<Record<string, Response>> | undefined {
  return filled(Object.fromEntries(responses.map((response) => [response.statusCode, response])));
}
