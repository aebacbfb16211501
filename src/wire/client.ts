import { AwsError } from './aws-error.ts';
import { Malformed, Unconvertible } from './codec/unconvertible.ts';
import type { Protocol } from './match/match.ts';
import type { OperationModel, ServiceModel } from './model/service-model.ts';
import type { ClientRequest, ClientResponse, Members, ProtocolCodec } from './protocols/protocol-codec.ts';
import { codecs } from './serve.ts';

/** The request of an operation, unsigned and without a host. Throws `TypeError` for an operation or a label that is not there. */
export function serializeRequest(model: ServiceModel, operationName: string, input: object): ClientRequest {
  return codecOf(model).serializeRequest(operationOf(model, operationName), input as Members);
}

/** The output of a 2xx answer. Throws `AwsError` `InternalFailure` when it is not an answer of that operation. */
export function parseOutput(model: ServiceModel, operationName: string, response: ClientResponse): Members {
  const operation = operationOf(model, operationName);
  return understanding(response, () => codecOf(model).parseOutput(operation, response));
}

/** The error in an answer that is not 2xx. */
export function parseError(model: ServiceModel, response: ClientResponse): AwsError {
  try {
    const { code, message, fields } = understanding(response, () =>
      codecOf(model).parseError(model, response),
    );
    return new AwsError(code, message, response.status, { fields });
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

function understanding<T>(response: ClientResponse, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof Malformed || cause instanceof Unconvertible)) throw cause;
    const status = response.status < 400 ? 500 : response.status;
    throw new AwsError(
      'InternalFailure',
      `The service's answer is not understood: ${cause.message}`,
      status,
      { cause },
    );
  }
}

function codecOf(model: ServiceModel): ProtocolCodec {
  const protocol: Protocol = model.protocol === 'json' ? `json-${model.jsonVersion}` : model.protocol;
  return codecs[protocol];
}

function operationOf(model: ServiceModel, name: string): OperationModel {
  const operation = model.operations.get(name);
  if (!operation) throw new TypeError(`${model.id} has no operation ${name}`);
  return operation;
}
