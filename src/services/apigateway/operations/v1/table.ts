import type { Operations } from '#models/apigateway';
import { notImplemented, type OperationTable } from '#service';
import type { ApiGatewayRoom } from '../../room.ts';
import { createDeployment } from './create-deployment.ts';
import { createResource } from './create-resource.ts';
import { createRestApi } from './create-rest-api.ts';
import { createStage } from './create-stage.ts';
import { deleteDeployment } from './delete-deployment.ts';
import { deleteIntegration } from './delete-integration.ts';
import { deleteIntegrationResponse } from './delete-integration-response.ts';
import { deleteMethod } from './delete-method.ts';
import { deleteMethodResponse } from './delete-method-response.ts';
import { deleteResource } from './delete-resource.ts';
import { deleteRestApi } from './delete-rest-api.ts';
import { deleteStage } from './delete-stage.ts';
import { getDeployment } from './get-deployment.ts';
import { getDeployments } from './get-deployments.ts';
import { getIntegration } from './get-integration.ts';
import { getIntegrationResponse } from './get-integration-response.ts';
import { getMethod } from './get-method.ts';
import { getMethodResponse } from './get-method-response.ts';
import { getResource } from './get-resource.ts';
import { getResources } from './get-resources.ts';
import { getRestApi } from './get-rest-api.ts';
import { getRestApis } from './get-rest-apis.ts';
import { getStage } from './get-stage.ts';
import { getStages } from './get-stages.ts';
import { putIntegration } from './put-integration.ts';
import { putIntegrationResponse } from './put-integration-response.ts';
import { putMethod } from './put-method.ts';
import { putMethodResponse } from './put-method-response.ts';

const patch = notImplemented('changes by PATCH are not there yet; delete and create anew');
const apiKeys = notImplemented('methods take no API keys and there are no usage plans');
const authorizers = notImplemented('methods are open or not created: there are no authorizers');
const validation = notImplemented(
  'requests are not validated: an API has its two default models and no validators',
);
const domains = notImplemented('APIs are reached under their ids: there are no custom domain names');
const documentation = notImplemented('APIs carry no documentation parts');
const gatewayResponses = notImplemented('gateway responses cannot be customised');
const openapi = notImplemented('there is no import from or export to OpenAPI, and no SDK generation');
const cache = notImplemented('stages have no cache');
const certificates = notImplemented(
  'integrations call no HTTP endpoints, so there are no client certificates',
);
const vpcLinks = notImplemented('there are no VPCs');
const tags = notImplemented('tags are set when an API or stage is created and cannot be changed yet');
const account = notImplemented('there are no account settings');
const testInvoke = notImplemented('methods are tried by invoking a stage');

/** Every operation of the REST API control plane (R2). */
export const apigatewayTable: OperationTable<Operations, ApiGatewayRoom> = {
  CreateApiKey: apiKeys,
  CreateAuthorizer: authorizers,
  CreateBasePathMapping: domains,
  CreateDeployment: createDeployment,
  CreateDocumentationPart: documentation,
  CreateDocumentationVersion: documentation,
  CreateDomainName: domains,
  CreateDomainNameAccessAssociation: domains,
  CreateModel: validation,
  CreateRequestValidator: validation,
  CreateResource: createResource,
  CreateRestApi: createRestApi,
  CreateStage: createStage,
  CreateUsagePlan: apiKeys,
  CreateUsagePlanKey: apiKeys,
  CreateVpcLink: vpcLinks,
  DeleteApiKey: apiKeys,
  DeleteAuthorizer: authorizers,
  DeleteBasePathMapping: domains,
  DeleteClientCertificate: certificates,
  DeleteDeployment: deleteDeployment,
  DeleteDocumentationPart: documentation,
  DeleteDocumentationVersion: documentation,
  DeleteDomainName: domains,
  DeleteDomainNameAccessAssociation: domains,
  DeleteGatewayResponse: gatewayResponses,
  DeleteIntegration: deleteIntegration,
  DeleteIntegrationResponse: deleteIntegrationResponse,
  DeleteMethod: deleteMethod,
  DeleteMethodResponse: deleteMethodResponse,
  DeleteModel: validation,
  DeleteRequestValidator: validation,
  DeleteResource: deleteResource,
  DeleteRestApi: deleteRestApi,
  DeleteStage: deleteStage,
  DeleteUsagePlan: apiKeys,
  DeleteUsagePlanKey: apiKeys,
  DeleteVpcLink: vpcLinks,
  FlushStageAuthorizersCache: authorizers,
  FlushStageCache: cache,
  GenerateClientCertificate: certificates,
  GetAccount: account,
  GetApiKey: apiKeys,
  GetApiKeys: apiKeys,
  GetAuthorizer: authorizers,
  GetAuthorizers: authorizers,
  GetBasePathMapping: domains,
  GetBasePathMappings: domains,
  GetClientCertificate: certificates,
  GetClientCertificates: certificates,
  GetDeployment: getDeployment,
  GetDeployments: getDeployments,
  GetDocumentationPart: documentation,
  GetDocumentationParts: documentation,
  GetDocumentationVersion: documentation,
  GetDocumentationVersions: documentation,
  GetDomainName: domains,
  GetDomainNameAccessAssociations: domains,
  GetDomainNames: domains,
  GetExport: openapi,
  GetGatewayResponse: gatewayResponses,
  GetGatewayResponses: gatewayResponses,
  GetIntegration: getIntegration,
  GetIntegrationResponse: getIntegrationResponse,
  GetMethod: getMethod,
  GetMethodResponse: getMethodResponse,
  GetModel: validation,
  GetModelTemplate: validation,
  GetModels: validation,
  GetRequestValidator: validation,
  GetRequestValidators: validation,
  GetResource: getResource,
  GetResources: getResources,
  GetRestApi: getRestApi,
  GetRestApis: getRestApis,
  GetSdk: openapi,
  GetSdkType: openapi,
  GetSdkTypes: openapi,
  GetStage: getStage,
  GetStages: getStages,
  GetTags: tags,
  GetUsage: apiKeys,
  GetUsagePlan: apiKeys,
  GetUsagePlanKey: apiKeys,
  GetUsagePlanKeys: apiKeys,
  GetUsagePlans: apiKeys,
  GetVpcLink: vpcLinks,
  GetVpcLinks: vpcLinks,
  ImportApiKeys: apiKeys,
  ImportDocumentationParts: documentation,
  ImportRestApi: openapi,
  PutGatewayResponse: gatewayResponses,
  PutIntegration: putIntegration,
  PutIntegrationResponse: putIntegrationResponse,
  PutMethod: putMethod,
  PutMethodResponse: putMethodResponse,
  PutRestApi: openapi,
  RejectDomainNameAccessAssociation: domains,
  TagResource: tags,
  TestInvokeAuthorizer: authorizers,
  TestInvokeMethod: testInvoke,
  UntagResource: tags,
  UpdateAccount: account,
  UpdateApiKey: apiKeys,
  UpdateAuthorizer: authorizers,
  UpdateBasePathMapping: domains,
  UpdateClientCertificate: certificates,
  UpdateDeployment: patch,
  UpdateDocumentationPart: documentation,
  UpdateDocumentationVersion: documentation,
  UpdateDomainName: domains,
  UpdateGatewayResponse: gatewayResponses,
  UpdateIntegration: patch,
  UpdateIntegrationResponse: patch,
  UpdateMethod: patch,
  UpdateMethodResponse: patch,
  UpdateModel: validation,
  UpdateRequestValidator: validation,
  UpdateResource: patch,
  UpdateRestApi: patch,
  UpdateStage: patch,
  UpdateUsage: apiKeys,
  UpdateUsagePlan: apiKeys,
  UpdateVpcLink: vpcLinks,
};
