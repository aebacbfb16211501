import { GatewayError } from '../gateway-responses.ts';
import { firstMediaType } from '../media-types.ts';
import type { IntegrationAnswer, LiveIntegrationResponse, MockIntegration, Read } from '../phases.ts';
import { parseMockStatus } from './mock-status.ts';

/** Answers without a backend: the request template names a status, and that selects an integration response. */
export function mock(read: Read, integration: MockIntegration): IntegrationAnswer {
  const status = parseMockStatus(requestText(read, integration));
  if (status === undefined) {
    throw new GatewayError(
      'API_CONFIGURATION_ERROR',
      'Unable to parse statusCode. It should be an integer that is defined in the request template.',
    );
  }
  const response = selectResponse(integration.responses, String(status));
  const headers = [...response.headers];
  if (!hasContentType(headers)) headers.push('Content-Type', 'application/json');
  return { status: response.status, headers, body: responseText(response, read.request.headers.accept) };
}

/** The template for the request's content type, or the request's own body where passing it through is allowed. */
function requestText({ request, body }: Read, integration: MockIntegration): string {
  const { requestTemplates, passthroughBehavior } = integration;
  const contentType = firstMediaType(request.headers['content-type'] ?? 'application/json');
  const template = requestTemplates.get(contentType) ?? requestTemplates.get('$default');
  if (template !== undefined) return template;
  const isRefused =
    passthroughBehavior === 'NEVER' ||
    (passthroughBehavior === 'WHEN_NO_TEMPLATES' && requestTemplates.size > 0);
  if (isRefused) throw new GatewayError('UNSUPPORTED_MEDIA_TYPE', `no request template for ${contentType}`);
  return body.toString();
}

/** The first pattern that matches the whole status wins; the response without a pattern takes the rest. */
function selectResponse(
  responses: readonly LiveIntegrationResponse[],
  status: string,
): LiveIntegrationResponse {
  const selected =
    responses.find((response) => response.pattern?.test(status)) ??
    responses.find((response) => response.pattern === undefined);
  if (selected) return selected;
  throw new GatewayError(
    'API_CONFIGURATION_ERROR',
    `No match for output mapping and no default output mapping configured. Endpoint Response Status Code: ${status}`,
  );
}

/** Without templates there is nothing to pass through: a mock's answer has no body. */
function responseText({ templates }: LiveIntegrationResponse, accept: string | undefined): string {
  const type = firstMediaType(accept ?? 'application/json');
  return templates.get(type) ?? templates.get('application/json') ?? templates.values().next().value ?? '';
}

function hasContentType(headers: readonly string[]): boolean {
  return headers.some((name, index) => index % 2 === 0 && name.toLowerCase() === 'content-type');
}
