import type { Operations } from '#models/apigateway';
import { NotImplementedException } from '#wire';
import { BadRequestException } from '../../errors.ts';
import { selectionPatternLengthMax } from '../../limits.ts';
import type { IntegrationResponseRecord } from '../../records/integration.ts';
import type { MethodRecord } from '../../records/resource.ts';
import { replaced } from '../../records/rest-api.ts';
import { changeMethod } from './change-method.ts';
import { findIntegration } from './find.ts';
import { checkTemplates, invalid, refuseVelocity } from './mapping-template.ts';
import { methodPath, permit, type RestOperation } from './operation.ts';

type Input = Operations['PutIntegrationResponse']['input'];

/** Sets what a client gets when the integration answers with a status that matches the pattern. A proxy integration has no use for it. */
export const putIntegrationResponse: RestOperation<'PutIntegrationResponse'> = {
  fields: [
    'restApiId',
    'resourceId',
    'httpMethod',
    'statusCode',
    'selectionPattern',
    'responseParameters',
    'responseTemplates',
  ],
  permission: (input, context) =>
    permit('PUT', context, `${methodPath(input)}/integration/responses/${input.statusCode}`),

  async handle(room, input, context) {
    const { statusCode, selectionPattern, responseParameters, responseTemplates } = input;
    const response: IntegrationResponseRecord = {
      statusCode,
      selectionPattern,
      responseParameters,
      responseTemplates,
    };
    await changeMethod(room, context, input, (method) => {
      const integration = findIntegration(method);
      checkPattern(selectionPattern);
      checkTemplates(responseTemplates);
      checkParameters(method, input);
      refuseVelocity('responseTemplates', responseTemplates);
      const responses = replaced(integration.responses, response, (other) => other.statusCode === statusCode);
      return { ...method, integration: { ...integration, responses } };
    });
    return response;
  },
};

function checkPattern(pattern: string | undefined): void {
  if (pattern === undefined || (pattern.length <= selectionPatternLengthMax && isRegularExpression(pattern)))
    return;
  throw new BadRequestException(`Invalid selection pattern specified: ${pattern}`);
}

function isRegularExpression(pattern: string): boolean {
  try {
    return new RegExp(pattern).source !== '';
  } catch {
    return false;
  }
}

/** A header must be declared by the method response of the same status, and set to a literal. */
function checkParameters(method: MethodRecord, input: Input): void {
  const parameters = Object.entries(input.responseParameters ?? {});
  if (parameters.length === 0) return;
  const declared = method.responses.find((response) => response.statusCode === input.statusCode);
  if (!declared) throw invalidExpression('No method response exists for method.');
  for (const [target, source] of parameters) {
    if (!Object.hasOwn(declared.responseParameters ?? {}, target)) {
      throw invalidExpression(`Invalid mapping expression parameter specified: ${target}`);
    }
    if (/^'[\t\x20-\x7e\x80-\xff]*'$/.test(source)) continue;
    if (/^(?:integration\.response\.|context\.|stageVariables\.)/.test(source)) {
      throw new NotImplementedException(
        `responseParameters with ${source} is not implemented, only literals in single quotes are`,
      );
    }
    throw invalidExpression(`Invalid mapping expression specified: ${source}`);
  }
}

function invalidExpression(error: string): BadRequestException {
  return new BadRequestException(`Invalid mapping expression specified: ${invalid(error).message}`);
}
