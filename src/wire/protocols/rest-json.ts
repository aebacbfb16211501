import { readJson, readJsonMembers } from '../codec/json-reader.ts';
import { writeJson, writeJsonMembers } from '../codec/json-writer.ts';
import { parseJson } from '../codec/parse-json.ts';
import type { HttpResponse } from '../http.ts';
import type { ServiceModel } from '../model/service-model.ts';
import { errorMembers, readErrorMembers } from './error-members.ts';
import type { ClientResponse, ErrorAnswer, ErrorParts, ProtocolCodec } from './protocol-codec.ts';
import { rest } from './rest.ts';
import { readHeaders, writeHeaders } from './rest-headers.ts';

/** restJson1: what is not in the path, the query and headers is JSON. */
export const restJson: ProtocolCodec = {
  ...rest({
    contentType: 'application/json',
    // Lambda answers an invocation's bytes, whatever they are, as JSON; exports say their type in a member.
    answeredBytesType: 'application/json',
    requestIdHeader: 'x-amzn-RequestId',
    readMembers: (_shape, members, body) =>
      readJsonMembers(members)(parseJson(body) ?? {}) as Record<string, unknown>,
    writeMembers: (_shape, members, values) => JSON.stringify(writeJsonMembers(members)(values)),
    readPayload: (shape, body) => readJson(shape)(parseJson(body)),
    writePayload: (shape, value) => JSON.stringify(writeJson(shape)(value)),
  }),
  serializeError,
  parseError,
};

function serializeError(answer: ErrorAnswer, requestId: string): HttpResponse {
  const { error, shape } = answer;
  const inHeaders = shape?.members.filter((member) => member.location === 'header') ?? [];
  const headers = [
    'x-amzn-RequestId',
    requestId,
    'x-amzn-ErrorType',
    error.code,
    'Content-Type',
    'application/json',
  ];
  return {
    status: error.status,
    headers: [
      ...headers,
      ...writeHeaders({ headers: inHeaders, prefixedHeaders: undefined }, error.fields).flat(),
    ],
    body: JSON.stringify(errorMembers(answer)),
  };
}

function parseError(model: ServiceModel, response: ClientResponse): ErrorParts {
  const type = response.headers['x-amzn-errortype'] ?? '';
  const code = type.slice(type.indexOf('#') + 1).split(':', 1)[0] || 'UnknownError';
  const shape = model.exception(code);
  const { message, fields } = readErrorMembers(shape, readErrorBody(response.body));
  const result: Record<string, unknown> = { ...fields };
  const inHeaders = shape?.members.filter((member) => member.location === 'header') ?? [];
  readHeaders({ headers: inHeaders, prefixedHeaders: undefined }, response.headers, result);
  return { code, message, fields: result };
}

/** A proxy on the way may answer an error as HTML: then the status and the code are all there is. */
function readErrorBody(body: Buffer): unknown {
  try {
    return parseJson(body);
  } catch {
    return {};
  }
}
