import { writeJson, writeJsonMembers } from '../codec/json-writer.ts';
import { writeText } from '../codec/text.ts';
import { type Bindings, inputBindings } from '../model/bindings.ts';
import type { OperationModel } from '../model/service-model.ts';
import type { Shape } from '../model/shape.ts';
import type { ClientRequest, Members } from './protocol-codec.ts';

/** Builds the request of a restJson1 client. A missing label is a caller's bug: there would be another resource at that path. */
export function serializeRestRequest(operation: OperationModel, input: Members): ClientRequest {
  const { method, requestUri } = operation.http;
  const [path = '', staticQuery = ''] = requestUri.split('?');
  const base = { method, path, query: staticQuery, headers: {}, body: '' };
  if (!operation.input) return base;
  const bindings = inputBindings(operation.input);
  const { headers, body } = writeBody(bindings, input);
  for (const { name, wireName, shape } of bindings.headers) {
    const value = input[name];
    if (value !== undefined && value !== null)
      headers[wireName.toLowerCase()] = writeText(shape, value, 'rfc822');
  }
  return {
    method,
    path: writePath(path, bindings, input),
    query: writeQuery(staticQuery, bindings, input),
    headers,
    body,
  };
}

function writePath(template: string, { labels }: Bindings, input: Members): string {
  return template.replace(/\{([\w-]+)\}/g, (_, wireName: string) => {
    const member = labels.find((label) => label.wireName === wireName);
    const value = member && input[member.name];
    if (!member || value === undefined || value === '')
      throw new TypeError(`${wireName} must be given: it is in the path`);
    return encodeURIComponent(writeText(member.shape, value, 'iso8601'));
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
  { payload, body: members }: Bindings,
  input: Members,
): { readonly headers: Record<string, string>; readonly body: Uint8Array | string } {
  const json = { 'content-type': 'application/json' };
  if (!payload) {
    if (members.length === 0) return { headers: {}, body: '' };
    return { headers: json, body: JSON.stringify(writeJsonMembers(members)(input)) };
  }
  const value = input[payload.name];
  if (value === undefined || value === null) return { headers: {}, body: '' };
  if (payload.shape.type === 'blob') {
    return { headers: { 'content-type': 'application/octet-stream' }, body: value as Uint8Array };
  }
  return { headers: json, body: JSON.stringify(writeJson(payload.shape)(value)) };
}
