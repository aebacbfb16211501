import { readJson, readJsonMembers } from '../codec/json-reader.ts';
import { writeJson, writeJsonMembers } from '../codec/json-writer.ts';
import { parseJson } from '../codec/parse-json.ts';
import { readText, writeText } from '../codec/text.ts';
import type { HttpResponse } from '../http.ts';
import type { Match, RequestHead } from '../match/match.ts';
import { type Bindings, inputBindings, outputBindings } from '../model/bindings.ts';
import type { OperationModel, ServiceModel } from '../model/service-model.ts';
import type { Member } from '../model/shape.ts';
import { errorMembers, readErrorMembers } from './error-members.ts';
import type { ClientResponse, ErrorAnswer, ErrorParts, Members, ProtocolCodec } from './protocol-codec.ts';
import { serializeRestRequest } from './rest-request.ts';

/** restJson1: members travel in the path, the query, headers and a JSON body, or one of them is the body. */
export const restJson: ProtocolCodec = {
  parseInput,
  serializeOutput,
  serializeError,
  serializeRequest: serializeRestRequest,
  parseOutput,
  parseError,
};

function parseInput({ operation, labels }: Match, head: RequestHead, body: Buffer): Members {
  if (!operation.input) return {};
  const bindings = inputBindings(operation.input);
  const input = readBody(bindings, body);
  readQuery(bindings, new URLSearchParams(head.query), operation, input);
  readHeaders(bindings.headers, head.headers, input);
  for (const { name, wireName, shape } of bindings.labels)
    input[name] = readText(shape, labels[wireName] ?? '');
  return input;
}

function readBody({ payload, body: members }: Bindings, body: Buffer): Record<string, unknown> {
  if (!payload) {
    return members.length === 0
      ? {}
      : (readJsonMembers(members)(parseJson(body) ?? {}) as Record<string, unknown>);
  }
  if (body.length === 0) return {};
  if (payload.shape.type === 'blob') return { [payload.name]: body };
  return { [payload.name]: readJson(payload.shape)(parseJson(body)) };
}

function readQuery(
  { query: members, queryRest }: Bindings,
  query: URLSearchParams,
  operation: OperationModel,
  input: Record<string, unknown>,
): void {
  for (const { name, wireName, shape } of members) {
    const values = query.getAll(wireName);
    const [first] = values;
    if (first === undefined) continue;
    input[name] =
      shape.type === 'list' ? values.map((value) => readText(shape.member, value)) : readText(shape, first);
  }
  if (!queryRest) return;
  const claimed = new Set(members.map((member) => member.wireName));
  for (const name of new URLSearchParams(operation.http.requestUri.split('?')[1]).keys()) claimed.add(name);
  const rest = [...query].filter(([name]) => !claimed.has(name));
  if (rest.length === 0) return;
  const map: Record<string, unknown> = Object.create(null);
  for (const [name, value] of rest) map[name] ??= value;
  input[queryRest.name] = map;
}

function readHeaders(
  members: readonly Member[],
  headers: Readonly<Record<string, string | undefined>>,
  result: Record<string, unknown>,
): void {
  for (const { name, wireName, shape } of members) {
    const value = headers[wireName.toLowerCase()];
    if (value !== undefined) result[name] = readText(shape, value);
  }
}

function serializeOutput(operation: OperationModel, output: Members, requestId: string): HttpResponse {
  const headers = ['x-amzn-RequestId', requestId];
  if (!operation.output) return { status: operation.http.responseCode, headers, body: '' };
  const bindings = outputBindings(operation.output);
  const { status: statusMember, payload } = bindings;
  const status =
    (statusMember && (output[statusMember.name] as number | undefined)) ?? operation.http.responseCode;
  headers.push(...writeHeaders(bindings.headers, output));
  if (status === 204) return { status, headers, body: '' };
  // An accepted event's answer has neither a body nor a type for it.
  if (status === 202 && payload && output[payload.name] === undefined) return { status, headers, body: '' };
  const body = payload
    ? writePayload(payload, output)
    : JSON.stringify(writeJsonMembers(bindings.body)(output));
  // Lambda answers an invocation's bytes, whatever they are, as JSON; exports say their type in a member.
  if (!headers.some((name) => name.toLowerCase() === 'content-type'))
    headers.push('Content-Type', 'application/json');
  return { status, headers, body };
}

function writePayload({ name, shape }: Member, output: Members): Uint8Array | string {
  const value = output[name];
  if (value === undefined || value === null) return '';
  return shape.type === 'blob' ? (value as Uint8Array) : JSON.stringify(writeJson(shape)(value));
}

function writeHeaders(members: readonly Member[], values: Members): string[] {
  return members.flatMap(({ name, wireName, shape }) => {
    const value = values[name];
    return value === undefined || value === null ? [] : [wireName, writeText(shape, value, 'rfc822')];
  });
}

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
    headers: [...headers, ...writeHeaders(inHeaders, error.fields)],
    body: JSON.stringify(errorMembers(answer)),
  };
}

function parseOutput(operation: OperationModel, response: ClientResponse): Members {
  if (!operation.output) return {};
  const bindings = outputBindings(operation.output);
  const output = readBody(bindings, response.body);
  readHeaders(bindings.headers, response.headers, output);
  if (bindings.status) output[bindings.status.name] = response.status;
  return output;
}

function parseError(model: ServiceModel, response: ClientResponse): ErrorParts {
  const type = response.headers['x-amzn-errortype'] ?? '';
  const code = type.slice(type.indexOf('#') + 1).split(':', 1)[0] || 'UnknownError';
  const shape = model.exception(code);
  const { message, fields } = readErrorMembers(shape, readErrorBody(response.body));
  const result: Record<string, unknown> = { ...fields };
  readHeaders(
    shape?.members.filter((member) => member.location === 'header') ?? [],
    response.headers,
    result,
  );
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
