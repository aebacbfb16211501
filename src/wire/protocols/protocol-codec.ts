import type { AwsError } from '../aws-error.ts';
import type { HttpResponse } from '../http.ts';
import type { Match, RequestHead } from '../match/match.ts';
import type { OperationModel, ServiceModel } from '../model/service-model.ts';
import type { StructureShape } from '../model/shape.ts';

/** Members by name: an operation's input or output, an exception's fields. */
export type Members = Readonly<Record<string, unknown>>;

/** A request as a client sends it. `query` has no `?`. */
export type ClientRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
};

/** An answer as a client receives it; header names in lower case. */
export type ClientResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
};

/** An error answer taken apart. `fields` are the modelled members besides the message. */
export type ErrorParts = { readonly code: string; readonly message: string; readonly fields: Members };

/** One protocol, both directions. Readers throw `Unconvertible` and `Malformed`; writers take what fits the model. */
export type ProtocolCodec = {
  parseInput(match: Match, head: RequestHead, body: Buffer): Members;
  serializeOutput(operation: OperationModel, output: Members, requestId: string): HttpResponse;
  serializeError(error: ErrorAnswer, requestId: string): HttpResponse;
  serializeRequest(operation: OperationModel, input: Members): ClientRequest;
  parseOutput(operation: OperationModel, response: ClientResponse): Members;
  parseError(model: ServiceModel, response: ClientResponse): ErrorParts;
};

/** An error on its way out, with the exception's shape if the service's model has one of that code. */
export type ErrorAnswer = {
  readonly error: AwsError;
  readonly shape: StructureShape | undefined;
  readonly model: ServiceModel | undefined;
};
