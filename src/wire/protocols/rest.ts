import { readText } from '../codec/text.ts';
import type { HttpResponse } from '../http.ts';
import type { Match, RequestHead } from '../match/match.ts';
import { type Bindings, inputBindings, outputBindings } from '../model/bindings.ts';
import type { OperationModel } from '../model/service-model.ts';
import type { Member, StructureShape } from '../model/shape.ts';
import { type BodyFormat, writePayload } from './body-format.ts';
import { eventStreamBody, eventStreamType } from './event-messages.ts';
import type { ClientResponse, Members, ProtocolCodec } from './protocol-codec.ts';
import { readHeaders, writeHeaders } from './rest-headers.ts';
import { serializeRestRequest } from './rest-request.ts';

/** What REST protocols have in common: members travel in the path, the query, headers and a body, or one of them is the body. */
export function rest(
  format: BodyFormat,
): Pick<ProtocolCodec, 'parseInput' | 'serializeOutput' | 'serializeRequest' | 'parseOutput'> {
  return {
    parseInput: (match, head, body) => parseInput(format, match, head, body),
    serializeOutput: (operation, output, requestId) => serializeOutput(format, operation, output, requestId),
    serializeRequest: (operation, input) => serializeRestRequest(format, operation, input),
    parseOutput: (operation, response) => parseOutput(format, operation, response),
  };
}

function parseInput(
  format: BodyFormat,
  { operation, labels }: Match,
  head: RequestHead,
  body: Buffer,
): Members {
  if (!operation.input) return {};
  const bindings = inputBindings(operation.input);
  const input = readBody(format, operation.input, bindings, body);
  readQuery(bindings, new URLSearchParams(head.query), operation, input);
  readHeaders(bindings, head.headers, input);
  for (const { name, wireName, shape } of bindings.labels)
    input[name] = readText(shape, labels[wireName] ?? '');
  return input;
}

function readBody(
  format: BodyFormat,
  shape: StructureShape,
  { payload, body: members }: Bindings,
  body: Buffer,
): Record<string, unknown> {
  if (!payload) return members.length === 0 ? {} : format.readMembers(shape, members, body);
  if (body.length === 0) return {};
  if (payload.shape.type === 'blob') return { [payload.name]: body };
  return { [payload.name]: format.readPayload(payload.shape, body) };
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

function serializeOutput(
  format: BodyFormat,
  operation: OperationModel,
  output: Members,
  requestId: string,
): HttpResponse {
  const headers = [format.requestIdHeader, requestId];
  if (!operation.output) return { status: operation.http.responseCode, headers, body: '' };
  const bindings = outputBindings(operation.output);
  const { status: statusMember, payload } = bindings;
  const status =
    (statusMember && (output[statusMember.name] as number | undefined)) ?? operation.http.responseCode;
  headers.push(...writeHeaders(bindings, output).flat());
  if (status === 204) return { status, headers, body: '' };
  // An accepted event's answer has neither a body nor a type for it.
  if (status === 202 && payload && output[payload.name] === undefined) return { status, headers, body: '' };
  const events = payload && streamedEvents(payload, output);
  if (events !== undefined)
    return { status, headers: [...remapped(headers), 'Content-Type', eventStreamType], body: events };
  const root = { name: operation.outputElement, namespace: operation.service.xmlNamespace };
  const body = payload
    ? writePayload(format, payload, output, root.namespace)
    : format.writeMembers(operation.output, bindings.body, output, root);
  const isBytes = payload?.shape.type === 'blob';
  const contentType = isBytes ? format.answeredBytesType : format.contentType;
  return { status, headers: withContentType(headers, contentType), body };
}

function streamedEvents({ name, shape }: Member, output: Members): HttpResponse['body'] | undefined {
  if (shape.type !== 'structure' || !shape.eventStream || output[name] === undefined) return undefined;
  return eventStreamBody(shape, output[name] as AsyncIterable<Members>);
}

/** Events have a type of their own; the one that a member names goes beside it. */
function remapped(headers: readonly string[]): readonly string[] {
  return headers.map((text, at) =>
    at % 2 === 0 && text.toLowerCase() === 'content-type' ? 'X-Amzn-Remapped-Content-Type' : text,
  );
}

/** Unless a member says it. */
function withContentType(headers: readonly string[], contentType: string): readonly string[] {
  const said = headers.some((name) => name.toLowerCase() === 'content-type');
  return said ? headers : [...headers, 'Content-Type', contentType];
}

function parseOutput(format: BodyFormat, operation: OperationModel, response: ClientResponse): Members {
  if (!operation.output) return {};
  const bindings = outputBindings(operation.output);
  const output = readBody(format, operation.output, bindings, response.body);
  readHeaders(bindings, response.headers, output);
  if (bindings.status) output[bindings.status.name] = response.status;
  return output;
}
