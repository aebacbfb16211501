import type { Operations } from '#models/apigateway';
import { NotImplementedException } from '#wire';
import { BadRequestException } from '../../errors.ts';
import { integrationTimeoutMsMax, integrationTimeoutMsMin } from '../../limits.ts';
import type { IntegrationRecord, PassthroughBehavior } from '../../records/integration.ts';
import { toIntegration } from './answers.ts';
import { changeMethod } from './change-method.ts';
import { checkLambdaUri } from './integration-uri.ts';
import { checkTemplates, refuseVelocity } from './mapping-template.ts';
import { methodPath, permit, type RestOperation } from './operation.ts';

type Input = Operations['PutIntegration']['input'];

/** Sets what a method calls, in the place of what it called before. A Lambda function need not exist yet. */
export const putIntegration: RestOperation<'PutIntegration'> = {
  fields: [
    'restApiId',
    'resourceId',
    'httpMethod',
    'type',
    'integrationHttpMethod',
    'uri',
    'connectionType',
    'requestTemplates',
    'passthroughBehavior',
    'cacheNamespace',
    'cacheKeyParameters',
    'timeoutInMillis',
    'responseTransferMode',
  ],
  permission: (input, context) => permit('PUT', context, `${methodPath(input)}/integration`),

  async handle(room, input, context) {
    let integration: IntegrationRecord | undefined;
    await changeMethod(room, context, input, (method) => {
      integration ??= toRecord(input);
      return { ...method, integration };
    });
    return integration ? toIntegration(integration) : {};
  },
};

function toRecord(input: Input): IntegrationRecord {
  const type = implementedType(input);
  if (type === 'AWS_PROXY') checkLambdaUri(input.uri);
  checkTemplates(input.requestTemplates);
  if (type === 'MOCK') refuseVelocity('requestTemplates', input.requestTemplates);
  refuseFeatures(input);
  return {
    type,
    httpMethod: input.integrationHttpMethod,
    uri: type === 'MOCK' ? undefined : input.uri,
    connectionType: input.connectionType,
    passthroughBehavior: passthroughBehavior(input.passthroughBehavior),
    timeoutMs: timeoutMs(input.timeoutInMillis),
    cacheNamespace: input.cacheNamespace ?? input.resourceId,
    cacheKeyParameters: input.cacheKeyParameters ?? [],
    requestTemplates: input.requestTemplates,
    responses: [],
  };
}

function implementedType(input: Input): IntegrationRecord['type'] {
  if (input.type === 'MOCK') return input.type;
  if (!input.integrationHttpMethod) {
    throw new BadRequestException('Enumeration value for HttpMethod must be non-empty');
  }
  if (input.type === 'AWS_PROXY') return input.type;
  throw new NotImplementedException(
    `Integrations of type ${input.type} are not implemented, AWS_PROXY and MOCK are`,
  );
}

function refuseFeatures(input: Input): void {
  if (input.connectionType === 'VPC_LINK') {
    throw new NotImplementedException('connectionType VPC_LINK is not implemented: there are no VPCs');
  }
  if (input.responseTransferMode === 'STREAM') {
    throw new NotImplementedException('responseTransferMode STREAM is not implemented');
  }
}

function passthroughBehavior(given: string | undefined): PassthroughBehavior {
  const behavior = given?.toUpperCase() ?? 'WHEN_NO_MATCH';
  if (behavior === 'WHEN_NO_MATCH' || behavior === 'WHEN_NO_TEMPLATES' || behavior === 'NEVER')
    return behavior;
  throw new BadRequestException(`Invalid passthrough behavior specified: ${given}`);
}

function timeoutMs(given: number | undefined): number {
  const timeout = given ?? integrationTimeoutMsMax;
  if (timeout >= integrationTimeoutMsMin && timeout <= integrationTimeoutMsMax) return timeout;
  throw new BadRequestException(
    `Timeout should be between ${integrationTimeoutMsMin} ms and ${integrationTimeoutMsMax} ms`,
  );
}
