import { AwsError } from '#wire';
import { GatewayError } from '../gateway-responses.ts';
import type { IntegrationAnswer, LambdaProxyIntegration, Means, Read } from '../phases.ts';
import { toProxyEvent } from './proxy-event.ts';
import { fromProxyResult } from './proxy-result.ts';
import { withinTimeout } from './within-timeout.ts';

/** Invokes the function and answers with what it returned. */
export async function lambdaProxy(
  read: Read,
  integration: LambdaProxyIntegration,
  means: Means,
): Promise<IntegrationAnswer> {
  const invoked = invoke(read, integration, means);
  const { Payload, FunctionError } = await withinTimeout(means.clock, integration.timeoutMs, invoked);
  if (FunctionError !== undefined) {
    throw new GatewayError('INTEGRATION_FAILURE', `Lambda execution failed: ${FunctionError}`);
  }
  const answer = fromProxyResult(Payload ?? nothing, read.stage.isBinary(read.request.headers.accept));
  if (!answer) throw new GatewayError('INTEGRATION_FAILURE', 'Malformed Lambda proxy response');
  answer.headers.push('X-Amzn-Trace-Id', read.trace.full);
  return answer;
}

const nothing = new Uint8Array();

async function invoke(read: Read, integration: LambdaProxyIntegration, means: Means) {
  const { target, caller } = integration;
  if (!target) {
    throw new GatewayError('API_CONFIGURATION_ERROR', 'the integration does not lead to a function');
  }
  const { request, stage, trace, denials } = read;
  try {
    return await means.call(
      'lambda',
      'Invoke',
      { FunctionName: target.functionArn, Payload: Buffer.from(JSON.stringify(toProxyEvent(read))) },
      {
        requestId: means.random.uuid(),
        account: stage.account,
        region: target.region,
        caller,
        receivedAtMs: request.receivedAtMs,
        traceId: trace.full,
        endpoint: means.endpoint(),
        wouldDeny(reason) {
          denials.push(reason);
          means.logDenial(reason);
        },
      },
    );
  } catch (error) {
    throw gatewayErrorFor(error);
  }
}

/** A missing permission is the API's configuration; whatever else Lambda refuses is the integration's failure. */
function gatewayErrorFor(error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  const type = error.code === 'AccessDeniedException' ? 'API_CONFIGURATION_ERROR' : 'INTEGRATION_FAILURE';
  return new GatewayError(type, `${error.code}: ${error.message}`);
}
