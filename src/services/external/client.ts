import { type SigningCredentials, signRequest } from '#access';
import type { Clock } from '#ambient';
import type { PlatformLog } from '#observe';
import type { CallContext } from '#service';
import {
  AwsError,
  type ClientResponse,
  type Members,
  type OperationModel,
  parseError,
  parseOutput,
  serializeRequest,
} from '#wire';
import { callsMax, documentBytesMax, loggedCharactersMax, objectBytesMax } from './limits.ts';
import { AnswerTooLarge, openAgent, send } from './send.ts';

/** Calls the operations of one service at its endpoint. */
export type ExternalClient = {
  /** Resolves to the output. Rejects with the service's own error, or with one of S3's general codes when there is no answer. */
  call(operation: OperationModel, input: Members, context: CallContext): Promise<Members>;
  /** Gives up what is under way. */
  close(): Promise<void>;
};

type Parts = {
  readonly endpoint: URL;
  readonly credentials: SigningCredentials;
  readonly clock: Clock;
  readonly log: PlatformLog;
};

export function openClient({ endpoint, credentials, clock, log }: Parts): ExternalClient {
  const agent = openAgent(endpoint);
  let underWay = 0;

  const signed = ({ service, name }: OperationModel, input: Members, region: string) => {
    const request = serializeRequest(service, name, input);
    const path = endpoint.pathname.replace(/\/$/, '') + request.path;
    const headers = { ...request.headers, host: endpoint.host };
    const signing = { credentials, region, service: service.signingName, nowMs: clock.now() };
    return { ...request, path, headers: signRequest({ ...request, path, headers, ...signing }) };
  };

  const sent = async (operation: OperationModel, input: Members, context: CallContext) => {
    const answerBytesMax = answersBytes(operation) ? objectBytesMax : documentBytesMax;
    const request = signed(operation, input, context.region);
    try {
      return await send(request, { endpoint, agent, clock, answerBytesMax });
    } catch (cause) {
      report(operation, context, (cause as Error).message);
      throw cause instanceof AnswerTooLarge
        ? new AwsError('EntityTooLarge', `The answer exceeds ${answerBytesMax} bytes`, 400, { cause })
        : new AwsError('ServiceUnavailable', 'The service could not be reached.', 503, { cause });
    }
  };

  /** One line for the operator, who alone can mend the endpoint or its credentials. */
  const report = ({ service, name }: OperationModel, { requestId }: CallContext, problem: string) =>
    log.warn(`${service.id} at ${endpoint.origin}, ${name}: ${problem}`, { requestId });

  const understood = (operation: OperationModel, response: ClientResponse, context: CallContext) => {
    try {
      if (response.status >= 200 && response.status < 300)
        return parseOutput(operation.service, operation.name, response);
      throw parseError(operation.service, response);
    } catch (error) {
      if (error instanceof AwsError && concernsOperator(error)) {
        const message = error.message.slice(0, loggedCharactersMax);
        report(operation, context, `${response.status} ${error.code}, ${message}`);
      }
      throw error;
    }
  };

  return {
    async call(operation, input, context) {
      if (underWay >= callsMax) throw new AwsError('SlowDown', 'Please reduce your request rate.', 503);
      underWay++;
      try {
        return understood(operation, await sent(operation, input, context), context);
      } finally {
        underWay--;
      }
    },
    close: async () => agent.destroy(),
  };
}

/** Credentials that are refused, a service that fails, and what is no answer of that service: that one has a cause. */
function concernsOperator({ status, cause }: AwsError): boolean {
  return status === 403 || status >= 500 || cause !== undefined;
}

/** Whether an operation's answer is an object rather than a document. */
function answersBytes({ output }: OperationModel): boolean {
  return output?.payload?.shape.type === 'blob';
}
