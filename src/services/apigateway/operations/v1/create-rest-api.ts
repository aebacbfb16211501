import type { Operations } from '#models/apigateway';
import { NotImplementedException } from '#wire';
import { BadRequestException } from '../../errors.ts';
import type { RestApiRecord } from '../../records/rest-api.ts';
import { toRestApi } from './answers.ts';
import { longIdentifier } from './identifiers.ts';
import { permit, type RestOperation } from './operation.ts';
import { checkTags } from './tags.ts';

type Input = Operations['CreateRestApi']['input'];

/** Creates an API with nothing but its root resource. */
export const createRestApi: RestOperation<'CreateRestApi'> = {
  fields: [
    'name',
    'description',
    'version',
    'binaryMediaTypes',
    'apiKeySource',
    'endpointConfiguration',
    'tags',
    'disableExecuteApiEndpoint',
  ],
  permission: (_input, context) => permit('POST', context, '/restapis'),

  async handle({ restApis, clock, random }, input, context) {
    checkInput(input);
    const rootResourceId = longIdentifier(random);
    const apiOf = (id: string): RestApiRecord => ({
      account: context.account,
      region: context.region,
      id,
      name: input.name,
      description: input.description,
      version: input.version,
      createdAtMs: clock.now(),
      binaryMediaTypes: [...new Set(input.binaryMediaTypes)],
      endpointType: input.endpointConfiguration?.types?.[0] === 'REGIONAL' ? 'REGIONAL' : 'EDGE',
      ipAddressType: input.endpointConfiguration?.ipAddressType === 'dualstack' ? 'dualstack' : 'ipv4',
      disableExecuteApiEndpoint: input.disableExecuteApiEndpoint ?? false,
      tags: { ...input.tags },
      rootResourceId,
      resources: [{ id: rootResourceId, path: '/', methods: [] }],
      stages: [],
      deployments: [],
    });
    let api = apiOf(longIdentifier(random));
    while (!(await restApis.create(api))) api = apiOf(longIdentifier(random));
    return toRestApi(api);
  },
};

/** In AWS's order: recording of test_create_rest_api_with_endpoint_configuration. */
function checkInput(input: Input): void {
  if (input.name.trim() === '') throw new BadRequestException('API name must be non-empty');
  if (input.description === '') throw new BadRequestException('Description cannot be an empty string');
  checkEndpointConfiguration(input.endpointConfiguration);
  if (input.apiKeySource === 'AUTHORIZER') {
    throw new NotImplementedException('apiKeySource AUTHORIZER is not implemented: methods take no API keys');
  }
  for (const type of input.binaryMediaTypes ?? []) {
    if (!/^[^\s/]+\/[^\s/]+$/.test(type))
      throw new BadRequestException(`Invalid binary media type specified: ${type}`);
  }
  checkTags(input.tags);
}

function checkEndpointConfiguration(configuration: Input['endpointConfiguration']): void {
  const types = configuration?.types;
  if (types?.length === 0) {
    throw new BadRequestException('REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.');
  }
  if (types && types.length > 1) {
    throw new BadRequestException('Cannot create an api with multiple Endpoint Types.');
  }
  if (types?.[0] === 'PRIVATE') {
    if (configuration?.ipAddressType === 'ipv4') {
      throw new BadRequestException('Only dualstack ipAddressType is supported for Private APIs.');
    }
    throw new NotImplementedException(
      'endpointConfiguration.types PRIVATE is not implemented: there are no VPCs',
    );
  }
  if (configuration?.vpcEndpointIds !== undefined) {
    throw new NotImplementedException(
      'endpointConfiguration.vpcEndpointIds is not implemented: there are no VPCs',
    );
  }
}
