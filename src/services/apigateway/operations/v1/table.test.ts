import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contextOf } from '../../apigateway.fixture.ts';
import { apigatewayTable } from './table.ts';

const input = {
  restApiId: 'api',
  resourceId: 'res',
  parentId: 'res',
  httpMethod: 'GET',
  statusCode: '200',
  deploymentId: 'dep',
  stageName: 'Prod',
};

/** IAM action and path, by operation: the service authorization reference names actions after verbs. */
const permissions: Readonly<Record<string, string>> = {
  CreateDeployment: 'POST /restapis/api/deployments',
  CreateResource: 'POST /restapis/api/resources/res',
  CreateRestApi: 'POST /restapis',
  CreateStage: 'POST /restapis/api/stages',
  DeleteDeployment: 'DELETE /restapis/api/deployments/dep',
  DeleteIntegration: 'DELETE /restapis/api/resources/res/methods/GET/integration',
  DeleteIntegrationResponse: 'DELETE /restapis/api/resources/res/methods/GET/integration/responses/200',
  DeleteMethod: 'DELETE /restapis/api/resources/res/methods/GET',
  DeleteMethodResponse: 'DELETE /restapis/api/resources/res/methods/GET/responses/200',
  DeleteResource: 'DELETE /restapis/api/resources/res',
  DeleteRestApi: 'DELETE /restapis/api',
  DeleteStage: 'DELETE /restapis/api/stages/Prod',
  GetDeployment: 'GET /restapis/api/deployments/dep',
  GetDeployments: 'GET /restapis/api/deployments',
  GetIntegration: 'GET /restapis/api/resources/res/methods/GET/integration',
  GetIntegrationResponse: 'GET /restapis/api/resources/res/methods/GET/integration/responses/200',
  GetMethod: 'GET /restapis/api/resources/res/methods/GET',
  GetMethodResponse: 'GET /restapis/api/resources/res/methods/GET/responses/200',
  GetResource: 'GET /restapis/api/resources/res',
  GetResources: 'GET /restapis/api/resources',
  GetRestApi: 'GET /restapis/api',
  GetRestApis: 'GET /restapis',
  GetStage: 'GET /restapis/api/stages/Prod',
  GetStages: 'GET /restapis/api/stages',
  PutIntegration: 'PUT /restapis/api/resources/res/methods/GET/integration',
  PutIntegrationResponse: 'PUT /restapis/api/resources/res/methods/GET/integration/responses/200',
  PutMethod: 'PUT /restapis/api/resources/res/methods/GET',
  PutMethodResponse: 'PUT /restapis/api/resources/res/methods/GET/responses/200',
};

test('every implemented operation asks for the permission that AWS asks for', () => {
  const asked: Record<string, string> = {};
  for (const [name, entry] of Object.entries(apigatewayTable)) {
    if ('notImplemented' in entry) continue;
    const { action, resource } = entry.permission(input as never, contextOf());
    const path = resource.replace('arn:aws:apigateway:us-east-1::', '');
    asked[name] = `${action.replace('apigateway:', '')} ${path}`;
  }
  assert.deepEqual(asked, permissions);
});
