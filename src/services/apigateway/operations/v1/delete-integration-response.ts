import { NotFoundException } from '../../errors.ts';
import { withMethod } from '../../records/rest-api.ts';
import { changeApi, findIntegration, findResource, findResponse, unknownResource } from './find.ts';
import { methodPath, permit, type RestOperation } from './operation.ts';

export const deleteIntegrationResponse: RestOperation<'DeleteIntegrationResponse'> = {
  fields: ['restApiId', 'resourceId', 'httpMethod', 'statusCode'],
  permission: (input, context) =>
    permit('DELETE', context, `${methodPath(input)}/integration/responses/${input.statusCode}`),

  handle: (room, input, context) =>
    changeApi(room, context, input.restApiId, unknownResource, (api) => {
      const resource = findResource(api, input.resourceId);
      const method = resource.methods.find((candidate) => candidate.httpMethod === input.httpMethod);
      // AWS names the integration here, not the method: recording of test_delete_integration_response_errors.
      if (!method) throw new NotFoundException('Invalid Integration identifier specified');
      const integration = findIntegration(method);
      const doomed = findResponse(integration.responses, input.statusCode);
      const responses = integration.responses.filter((response) => response !== doomed);
      const changed = { ...method, integration: { ...integration, responses } };
      return { api: withMethod(api, resource, changed), result: {} };
    }),
};
