import type { Operations } from '#models/apigateway';
import { NotImplementedException } from '#wire';
import { BadRequestException, ConflictException } from '../../errors.ts';
import { type MethodRecord, methodVerbs } from '../../records/resource.ts';
import { withMethod } from '../../records/rest-api.ts';
import { toMethod } from './answers.ts';
import { changeApi, findResource, unknownResource } from './find.ts';
import { checkModels } from './models.ts';
import { methodPath, permit, type RestOperation } from './operation.ts';

type Input = Operations['PutMethod']['input'];

/**
 * Adds a verb to a resource. Only methods open to everybody are accepted; request parameters and models are declarations,
 * which AWS enforces under a request validator alone, and that is refused.
 */
export const putMethod: RestOperation<'PutMethod'> = {
  fields: [
    'restApiId',
    'resourceId',
    'httpMethod',
    'authorizationType',
    'apiKeyRequired',
    'operationName',
    'requestParameters',
    'requestModels',
  ],
  permission: (input, context) => permit('PUT', context, methodPath(input)),

  async handle(room, input, context) {
    const { httpMethod, operationName, requestParameters, requestModels } = input;
    const method: MethodRecord = {
      httpMethod,
      operationName,
      requestParameters,
      requestModels,
      responses: [],
    };
    await changeApi(room, context, input.restApiId, unknownResource, (api) => {
      const resource = findResource(api, input.resourceId);
      checkInput(input);
      if (resource.methods.some((other) => other.httpMethod === httpMethod)) {
        throw new ConflictException('Method already exists for this resource');
      }
      return { api: withMethod(api, resource, method), result: method };
    });
    return toMethod(method);
  },
};

function checkInput(input: Input): void {
  if (!methodVerbs.some((verb) => verb === input.httpMethod)) {
    throw new BadRequestException(`Invalid HttpMethod specified. Valid options are ${methodVerbs.join(',')}`);
  }
  checkAuthorization(input.authorizationType);
  if (input.apiKeyRequired) {
    throw new NotImplementedException('apiKeyRequired is not implemented: methods take no API keys');
  }
  checkParameters(input.requestParameters);
  checkModels(input.requestModels);
}

/** Fails closed: a method is open only when it says NONE. */
function checkAuthorization(authorizationType: string): void {
  if (authorizationType === 'NONE') return;
  if (authorizationType === 'CUSTOM' || authorizationType === 'COGNITO_USER_POOLS') {
    throw new BadRequestException(
      'Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.',
    );
  }
  if (authorizationType === 'AWS_IAM') {
    throw new NotImplementedException(
      'authorizationType AWS_IAM is not implemented: methods are open or not created',
    );
  }
  throw new BadRequestException(`Invalid authorization type specified: ${authorizationType}`);
}

const parameterForm = /^method\.request\.(?:header|querystring|path)\.([a-zA-Z0-9._$-]+)$/;

function checkParameters(parameters: Input['requestParameters']): void {
  const names = new Set<string>();
  for (const parameter of Object.keys(parameters ?? {})) {
    const name = parameterForm.exec(parameter)?.[1];
    if (name === undefined) {
      throw new BadRequestException(`Invalid mapping expression specified: ${parameter}`);
    }
    if (names.has(name)) {
      throw new BadRequestException('Parameter names must be unique across querystring, header and path');
    }
    names.add(name);
  }
}
