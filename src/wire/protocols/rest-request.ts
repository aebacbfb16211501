import { writeText } from '../codec/text.ts';
import { type Bindings, inputBindings } from '../model/bindings.ts';
import type { OperationModel } from '../model/service-model.ts';
import type { Shape, StructureShape } from '../model/shape.ts';
import { type BodyFormat, writePayload } from './body-format.ts';
import type { ClientRequest, Members } from './protocol-codec.ts';
import { writeHeaders } from './rest-headers.ts';

/** Builds the request of a REST client. A missing label is a caller's bug: there would be another resource at that path. */
export function serializeRestRequest(
  format: BodyFormat,
  operation: OperationModel,
  input: Members,
): ClientRequest {
  const { method, requestUri } = operation.http;
  const [path = '', staticQuery = ''] = requestUri.split('?');
  const base = { method, path, query: staticQuery, headers: {}, body: '' };
  if (!operation.input) return base;
  const bindings = inputBindings(operation.input);
  const { headers, body } = writeBody(format, operation, operation.input, bindings, input);
  for (const [name, value] of writeHeaders(bindings, input)) headers[name.toLowerCase()] = value;
  return {
    method,
    path: writePath(path, bindings, input),
    query: writeQuery(staticQuery, bindings, input),
    headers,
    body,
  };
}

function writePath(template: string, { labels }: Bindings, input: Members): string {
  return template.replace(/\{([\w-]+)(\+)?\}/g, (_, wireName: string, greedy?: string) => {
    const member = labels.find((label) => label.wireName === wireName);
    const value = member && input[member.name];
    if (!member || value === undefined || value === '')
      throw new TypeError(`${wireName} must be given: it is in the path`);
    const text = writeText(member.shape, value, 'iso8601');
    return greedy ? text.split('/').map(encodeURIComponent).join('/') : encodeURIComponent(text);
  });
}

function writeQuery(staticQuery: string, { query, queryRest }: Bindings, input: Members): string {
  const parts = staticQuery === '' ? [] : [staticQuery];
  const add = (name: string, shape: Shape, value: unknown) =>
    parts.push(`${encodeURIComponent(name)}=${encodeURIComponent(writeText(shape, value, 'iso8601'))}`);
  for (const { name, wireName, shape } of query) {
    const value = input[name];
    if (value === undefined || value === null) continue;
    if (shape.type === 'list')
      for (const element of value as readonly unknown[]) add(wireName, shape.member, element);
    else add(wireName, shape, value);
  }
  const rest = queryRest && input[queryRest.name];
  if (queryRest?.shape.type === 'map' && rest) {
    for (const [name, value] of Object.entries(rest)) add(name, queryRest.shape.value, value);
  }
  return parts.join('&');
}

function writeBody(
  format: BodyFormat,
  operation: OperationModel,
  shape: StructureShape,
  { payload, body: members }: Bindings,
  input: Members,
): { readonly headers: Record<string, string>; readonly body: Uint8Array | string } {
  const namespace = operation.service.xmlNamespace;
  const typed = { 'content-type': format.contentType };
  if (!payload) {
    if (members.length === 0) return { headers: {}, body: '' };
    const root = { name: operation.inputElement, namespace };
    return { headers: typed, body: format.writeMembers(shape, members, input, root) };
  }
  const body = writePayload(format, payload, input, namespace);
  if (body === '') return { headers: {}, body };
  const isBytes = payload.shape.type === 'blob';
  return { headers: isBytes ? { 'content-type': 'application/octet-stream' } : typed, body };
}
